/** Which share of the time that its last batch took a child waits at most for as many questions again. */
const SHARE = 1 / 6

/** When free children take what waits. */
export interface Gathering<Child> {
  /** A child has answered `count` questions together, which took `milliseconds`. */
  answered(child: Child, count: number, milliseconds: number): void
  /**
   * How long a free child is still to wait where `waiting` questions are there: not at all where there are as many as
   * it had last, or its time is up.
   */
  delay(child: Child, waiting: number): number
}

/**
 * Lets children that are busy find full batches: whoever got an answer asks again in a moment, and to take the first
 * who does at once would leave the others to the next batch. A child that answered one question alone never waits.
 *
 * @param now Milliseconds of a clock.
 */
export function gathering<Child extends object>(now: () => number): Gathering<Child> {
  const last = new WeakMap<Child, { readonly count: number; readonly until: number }>()
  return {
    answered(child, count, milliseconds) {
      last.set(child, { count, until: count > 1 ? now() + SHARE * milliseconds : 0 })
    },
    delay(child, waiting) {
      const { count, until } = last.get(child) ?? { count: 1, until: 0 }
      return waiting >= count ? 0 : Math.max(0, until - now())
    },
  }
}
