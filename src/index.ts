// The public API, name by name.

export {
  AssertionError,
  type Block,
  type BlockContext,
  type BlockExample,
  defineBlock,
  InvalidArgumentError,
  type VariableView,
  type WritesVariables,
} from "./block.ts";
export type { ErrorDescription, Place, RunEvent } from "./event.ts";
export type { Infer, JsonSchema } from "./infer.ts";
export type { Json, JsonList, JsonMap } from "./json.ts";
export { builtInRegistry } from "./library/built-in-blocks.ts";
export { Conduit, type ConduitOptions } from "./library/conduit.ts";
export { PipelineError, type PipelineProblem } from "./library/pipeline-error.ts";
export { BlockDefinitionError } from "./read-block.ts";
export { BlockNameTakenError, type RegisteredBlock, Registry } from "./registry.ts";
export type { RunOutcome } from "./run/conduit.ts";
export type { ConduitStep } from "./run/step.ts";
export { ConduitStatus } from "./status.ts";
