/**
 * Fills a polygon: pixels whose centre lies inside, by the even-odd rule.
 *
 * @param points x, y, x, y, … in pixels; a pixel's centre is half a pixel from its corner.
 * @param fill Told from which column to which (not included) of a row.
 */
export function fillPolygon(
  points: readonly number[],
  height: number,
  width: number,
  fill: (row: number, from: number, to: number) => void,
): void {
  const count = Math.floor(points.length / 2)
  for (let row = 0; row < height; row++) {
    const y = row + 0.5
    const crossings: number[] = []
    for (let i = 0; i < count; i++) {
      const [x0 = 0, y0 = 0] = points.slice(2 * i, 2 * i + 2)
      const next = (i + 1) % count
      const [x1 = 0, y1 = 0] = points.slice(2 * next, 2 * next + 2)
      if (y0 <= y !== y1 <= y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0))
    }
    crossings.sort((a, b) => a - b)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil(crossings[i]! - 0.5))
      const to = Math.min(width, Math.ceil(crossings[i + 1]! - 0.5))
      if (to > from) fill(row, from, to)
    }
  }
}
