// Numbers that JSON can hold without loss. What cannot be held is refused, never rounded in silence.

import { InvalidArgumentError } from "../../src/block.ts";

/**
 * The number itself, zero without a sign.
 * @throws {InvalidArgumentError} when it is not finite.
 */
export function finite(number: number): number {
  if (Number.isFinite(number)) return number === 0 ? 0 : number;
  throw new InvalidArgumentError(
    Number.isNaN(number) ? "the result is not a real number" : "the result is too large for a number",
  );
}

/**
 * A whole number of any size as a number.
 * @throws {InvalidArgumentError} when digits would be lost.
 */
export function exactInteger(whole: bigint): number {
  const number = Number(whole);
  if (Number.isFinite(number) && BigInt(number) === whole) return number;
  throw new InvalidArgumentError("the integer has more digits than a number can hold exactly");
}
