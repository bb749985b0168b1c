// Errors that nobody waits for, such as those of a block's timer or of a promise that its module forgot. They end the step
// that is being waited for, else they are told; they never end the process.

import { visibleText } from "../report/visible-text.ts";
import { describeThrown } from "../thrown.ts";

/** Catches the stray errors of the process from now on, also while the last output is on its way. */
export class StrayErrors {
  /** Takes an error over, where it can; false when it is only to be told. */
  takeOver: (error: unknown) => boolean = () => false;

  /** @param tell shows a line. */
  constructor(tell: (message: string) => void) {
    process.on("uncaughtException", (error) => {
      if (this.takeOver(error)) {
        tell("warning: an error that nobody waited for ended this step; an earlier one may have left it behind");
        return;
      }
      tell(`warning: a block left something behind that failed: ${visibleText(describeThrown(error).message)}`);
    });
  }
}
