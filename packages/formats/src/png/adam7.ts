/** A part of a picture that its file holds as a picture of its own: every `dx`th pixel from `x` on. */
export interface Pass {
  readonly x: number
  readonly y: number
  readonly dx: number
  readonly dy: number
  readonly width: number
  readonly height: number
}

const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/** The passes of a PNG: one, or the seven of Adam7 that hold a pixel; PNG (Third Edition), section 8.1. */
export function passes(width: number, height: number, interlaced: boolean): Pass[] {
  const steps = interlaced ? adam7 : ([[0, 0, 1, 1]] as const)
  return steps
    .map(([x, y, dx, dy]) => ({
      ...{ x, y, dx, dy },
      width: Math.ceil((width - x) / dx),
      height: Math.ceil((height - y) / dy),
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0)
}
