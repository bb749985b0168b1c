// The built-in blocks as the library has them: imported, so that a job can be made without waiting. The command loads the same
// modules from their folder.

import csv from "../../blocks/csv.ts";
import dictionary from "../../blocks/dictionary.ts";
import file from "../../blocks/file.ts";
import json from "../../blocks/json.ts";
import lists from "../../blocks/lists.ts";
import log from "../../blocks/log.ts";
import logic from "../../blocks/logic.ts";
import math from "../../blocks/math.ts";
import object from "../../blocks/object.ts";
import text from "../../blocks/text.ts";
import variable from "../../blocks/variable.ts";
import { Registry } from "../registry.ts";

/** All blocks that come with Conduit. */
export const builtInRegistry = new Registry(
  [csv, dictionary, file, json, lists, log, logic, math, object, text, variable].flat(),
);
