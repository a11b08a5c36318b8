// @ts-check
// Medians and quartiles, and the lines that come of the rounds.

/** @typedef {{ wall: number, cpu: number }} Turn milliseconds */
/** @typedef {keyof Turn} Clock */
/** @typedef {{ median: number, spread: [number, number] }} Spread */

/**
 * @typedef {object} Comparison
 * @property {string | null} peer
 * @property {number | null} ratio to the peer
 * @property {[number, number]} [ratioSpread]
 */

/** @typedef {{ who: string, clock: Clock, wall: number } & Spread & Comparison} Line */

/** Between two values in proportion. @param {readonly number[]} values @param {number} q from 0 to 1 */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const [low = NaN, high = NaN] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
  return low + (high - low) * (at - Math.floor(at))
}

/** @param {number} value */
const round = (value) => Number(value.toPrecision(4))

/** Median and quartiles. @param {readonly number[]} values @returns {Spread} */
export function spreadOf(values) {
  const at = (/** @type {number} */ q) => round(quantile(values, q))
  return { median: at(0.5), spread: [at(0.25), at(0.75)] }
}

/**
 * A line per contestant and peer; a peer has one of its own, without ratio. A ratio is the median of the quotients
 * round by round, so that load on the machine hits both sides.
 *
 * @param {Record<string, readonly Turn[]>} times By contestant: its turns, in order of rounds.
 * @param {(who: string) => string[]} peers Gives the names of those that a contestant is measured by.
 * @param {Clock} clock
 * @returns {Line[]}
 */
export function linesOf(times, peers, clock) {
  const measured = new Set(Object.keys(times).flatMap(peers))
  return Object.entries(times).flatMap(
    /** @returns {Line[]} */ ([who, turns]) => {
      const own = {
        who,
        clock,
        ...spreadOf(turns.map((turn) => turn[clock])),
        wall: spreadOf(turns.map((turn) => turn.wall)).median,
      }
      const others = measured.has(who) ? [] : peers(who).filter((peer) => times[peer])
      if (others.length === 0) return [{ ...own, peer: null, ratio: null }]
      return others.map((peer) => {
        const ratios = turns.map((turn, i) => turn[clock] / (times[peer]?.[i]?.[clock] ?? NaN))
        const { median: ratio, spread: ratioSpread } = spreadOf(ratios)
        return { ...own, peer, ratio, ratioSpread }
      })
    },
  )
}
