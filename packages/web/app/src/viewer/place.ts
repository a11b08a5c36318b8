/** How a picture lies in its box: its centre's distance from the box's, in CSS pixels, and its scale. */
export interface Place {
  readonly x: number
  readonly y: number
  /** From 1, all of it in sight, to 16. */
  readonly zoom: number
}

/** A point or a way in CSS pixels; a point is measured from the centre of the box. */
export interface Offset {
  readonly x: number
  readonly y: number
}

export const home: Place = { x: 0, y: 0, zoom: 1 }

/** Larger or smaller, with the point `at` staying where it is. */
export function zoomed(place: Place, factor: number, at: Offset = { x: 0, y: 0 }): Place {
  const zoom = Math.min(16, Math.max(1, place.zoom * factor))
  if (zoom === 1) return home
  const share = zoom / place.zoom
  return { zoom, x: at.x - (at.x - place.x) * share, y: at.y - (at.y - place.y) * share }
}

/** Moved within a box, so that some of the picture stays in it. */
export function moved(
  { x, y, zoom }: Place,
  by: Offset,
  box: { readonly width: number; readonly height: number },
): Place {
  const within = (value: number, side: number): number =>
    Math.min((zoom * side) / 2, Math.max((-zoom * side) / 2, value))
  return { x: within(x + by.x, box.width), y: within(y + by.y, box.height), zoom }
}
