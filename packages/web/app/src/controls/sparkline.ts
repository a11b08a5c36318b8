import { svg } from '../dom.js'

/** A small line of numbers, from the first to the last, as high as their range. */
export function sparkline(values: readonly number[], label: string): SVGSVGElement {
  const low = Math.min(...values)
  const span = Math.max(1e-9, Math.max(...values) - low)
  const points = values.map((value, i) => {
    const x = values.length < 2 ? 0 : (100 * i) / (values.length - 1)
    return `${x.toFixed(1)},${(26 - (24 * (value - low)) / span).toFixed(1)}`
  })
  return svg(
    'svg',
    {
      viewBox: '0 0 100 28',
      class: 'sparkline',
      role: 'img',
      'aria-label': label,
      preserveAspectRatio: 'none',
    },
    svg('polyline', { points: points.join(' '), 'vector-effect': 'non-scaling-stroke' }),
  )
}
