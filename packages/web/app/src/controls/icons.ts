import { svg } from '../dom.js'

/** Line drawings of 20 × 20. */
const paths = {
  play: 'M6 4.5v11l9-5.5z',
  pause: 'M6.5 4.5v11M13.5 4.5v11',
  sun: 'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M16 4l-1.4 1.4M5.4 14.6 4 16',
  moon: 'M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7z',
  image: 'M3 4.5h14v11H3zM3 13l4-4 3.5 3.5L13 10l4 4M12.6 7.6h.01',
  brush:
    'M16.5 3.5 9 11M5.5 16.5c-1.5 0-2.5-.5-2.5-.5 1.5-.5 1.2-2 1.8-3a2.3 2.3 0 1 1 3.9 2.4c-.7.9-1.7 1.1-3.2 1.1z',
  undo: 'M7 5 3.5 8.5 7 12M3.5 8.5H12a4.5 4.5 0 0 1 0 9H8',
  download: 'M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
} as const

export type IconName = keyof typeof paths

export function icon(name: IconName): SVGSVGElement {
  return svg(
    'svg',
    {
      ...{ viewBox: '0 0 20 20', class: 'icon', 'aria-hidden': 'true', fill: 'none' },
      ...{ stroke: 'currentColor', 'stroke-width': 1.6 },
      ...{ 'stroke-linecap': 'round', 'stroke-linejoin': 'round' },
    },
    svg('path', { d: paths[name] }),
  )
}
