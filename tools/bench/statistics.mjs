// Medians and quartiles, and the lines that come of the rounds.
const quantile = (values, q) => {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
  return low + (high - low) * (at - Math.floor(at))
}

const round = (value) => Number(value.toPrecision(4))

/** Median and quartiles. */
export function spreadOf(values) {
  const [low, median, high] = [0.25, 0.5, 0.75].map((q) => round(quantile(values, q)))
  return { median, spread: [low, high] }
}

/**
 * A line per contestant and peer; a peer has one of its own, without ratio. A ratio is the median of the quotients
 * round by round, so that load on the machine hits both sides.
 *
 * @param times By contestant: its turns as `{ wall, cpu }`, in order of rounds.
 * @param peers Gives the names of those that a contestant is measured by.
 * @param clock `cpu` or `wall`.
 */
export function linesOf(times, peers, clock) {
  const names = Object.keys(times)
  const measured = new Set(names.flatMap(peers))
  return names.flatMap((who) => {
    const turns = times[who]
    const own = {
      who,
      clock,
      ...spreadOf(turns.map((turn) => turn[clock])),
      wall: spreadOf(turns.map((turn) => turn.wall)).median,
    }
    const others = measured.has(who) ? [] : peers(who).filter((peer) => times[peer])
    if (others.length === 0) return [{ ...own, peer: null, ratio: null }]
    return others.map((peer) => {
      const ratios = turns.map((turn, i) => turn[clock] / times[peer][i][clock])
      const { median: ratio, spread: ratioSpread } = spreadOf(ratios)
      return { ...own, peer, ratio, ratioSpread }
    })
  })
}
