// @ts-check
// Do all compute the same? Nobody is timed who does not.
const TOLERANCE = 1e-4

/**
 * Lets every player take five turns and compares what they give: the losses of training steps, which differ as soon
 * as one gradient does, or the sums of logits.
 *
 * @param {readonly { who: string, time: () => Promise<{ value: number }> }[]} players
 * @param {string} what that is, in the plural
 */
export async function checkAgreement(players, what) {
  /** @type {{ who: string, values: number[] } | undefined} */
  let first
  for (const { who, time } of players) {
    /** @type {number[]} */
    const values = []
    for (let i = 0; i < 5; i++) values.push((await time()).value)
    const reference = (first ??= { who, values })
    const far = Math.max(
      ...values.map((value, i) => Math.abs(value / (reference.values[i] ?? NaN) - 1)),
    )
    if (!(far < TOLERANCE))
      throw new Error(
        `${who} computes something else: its ${what} are ${far} away from ${reference.who}'s.`,
      )
  }
}
