// @ts-check

/** @typedef {{ name: string, passed: number, failed: number, seconds: number, skipped: string }} Row */

/** The counts of all parts, and their sum. @param {readonly Row[]} rows */
export function tableOf(rows) {
  const sum = (/** @type {'passed' | 'failed' | 'seconds'} */ key) =>
    rows.reduce((total, row) => total + row[key], 0)
  const total = { passed: sum('passed'), failed: sum('failed'), seconds: sum('seconds') }
  const lines = [...rows, { name: 'all', ...total, skipped: '' }].map(
    ({ name, passed, failed, seconds, skipped }) =>
      `| ${name} | ${passed} | ${failed} | ${seconds} | ${skipped} |\n`,
  )
  return `\n| Part | Passed | Failed | Seconds | Skipped |\n|---|---|---|---|---|\n${lines.join('')}`
}
