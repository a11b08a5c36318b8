// @ts-check

/** @param {import('./compare.mjs').Cell} cell */
export function where({ set, regime, variant }) {
  return [set, regime, variant]
}

/** @param {readonly [number, number][]} pairs */
export function values(pairs) {
  return pairs.map(([, value]) => value)
}

/** @param {number} value @param {number} digits */
export function signed(value, digits) {
  return `${value >= 0 ? '+' : ''}${value.toFixed(digits)}`
}

/** `-0.010 to +0.020`. @param {{ low: number | null, high: number | null }} interval @param {number} digits */
export function intervalText({ low, high }, digits) {
  return low === null || high === null ? '–' : `${signed(low, digits)} to ${signed(high, digits)}`
}

/** @param {number | null} p */
export function pText(p) {
  if (p === null) return '–'
  return p < 0.001 ? '< 0.001' : p.toFixed(3)
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows @param {number} texts how many columns are text */
export function table(head, rows, texts) {
  const all = [head, head.map((_, i) => (i < texts ? '---' : '---:')), ...rows]
  return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
