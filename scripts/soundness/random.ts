// Numbers that look random and come from a seed, so that every case can be made again.

/** A stream of random choices. The same seed gives the same choices. */
export class Random {
  #state: number;

  constructor(...seeds: readonly number[]) {
    this.#state = seeds.reduce((state, seed) => mix(state ^ mix(seed + 0x9e37_79b9)), 0x1234_5678);
  }

  /** An integer from 0 to below a limit. */
  below(limit: number): number {
    return Math.floor(this.#unit() * limit);
  }

  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.#unit() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const index = this.below(list.length);
    if (list.length === 0) throw new Error("there is nothing to pick");
    return list[index] as T;
  }

  /** One of several makers, each with its weight. */
  weighted<T>(choices: readonly (readonly [weight: number, make: () => T])[]): T {
    let left = this.#unit() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, make] of choices) {
      left -= weight;
      if (left < 0) return make();
    }
    throw new Error("there is nothing to choose");
  }

  /** Some of a list, in its order. */
  some<T>(list: readonly T[], probability: number): T[] {
    return list.filter(() => this.chance(probability));
  }

  #unit(): number {
    this.#state = (this.#state + 0x9e37_79b9) | 0;
    return mix(this.#state) / 2 ** 32;
  }
}

/** A bijection of 32-bit numbers that leaves no visible pattern. */
function mix(number: number): number {
  let mixed = number | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0_aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
