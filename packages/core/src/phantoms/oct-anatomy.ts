import { smoothField } from '../augment/smooth-field.js'
import type { Random } from '../support/random.js'
import { between, chance, several } from './draw.js'
import { bell, paint, step } from './shapes.js'

/**
 * The surfaces of a retina, one depth per column, 0 = top and 1 = bottom of the picture; and its
 * fluid, per pixel.
 */
export interface Retina {
  /** Inner limiting membrane, where the vitreous ends: `[width]`. */
  readonly surface: Float32Array
  /** Thickness of the nerve fibre layer: `[width]`. */
  readonly fibres: Float32Array
  /** Outer end of the outer plexiform layer: `[width]`. */
  readonly plexiform: Float32Array
  /** Middle of the ellipsoid zone: `[width]`. */
  readonly ellipsoid: Float32Array
  /** Bruch's membrane: `[width]`. */
  readonly membrane: Float32Array
  /** How far drusen lift the pigment epithelium off Bruch's membrane: `[width]`. */
  readonly elevation: Float32Array
  /** 1 in fluid, 0 elsewhere, soft between: `[height, width]`. */
  readonly fluid: Float32Array
}

interface Bump {
  readonly x: number
  readonly y: number
  readonly reachX: number
  readonly reachY: number
}

/** Draws an eye: its curvature and tilt, its pit, its drusen, its fluid. */
export function drawRetina(height: number, width: number, random: Random): Retina {
  const wave = smoothField(1, width, 0.3 * width, random)
  const thickness = between(random, 0.3, 0.4)
  const fovea = { x: between(random, 0.3, 0.7), reach: between(random, 0.16, 0.26) }
  const pit = thickness * between(random, 0.25, 0.5)
  const cysts = drawCysts(random, fovea.x)
  const lens = chance(random, 0.3)
    ? [
        {
          x: fovea.x + between(random, -0.15, 0.15),
          y: 0,
          reachX: between(random, 0.1, 0.2),
          reachY: between(random, 0.045, 0.08),
        },
      ]
    : []
  const drusen = drawDrusen(random)
  const base = between(random, 0.58, 0.74)
  const tilt = between(random, -0.12, 0.12)
  const bow = between(random, -0.1, 0.22)
  const nasal = chance(random, 0.5) ? 1 : -1

  const column = (depth: (x: number, i: number) => number) =>
    paint(1, width, (_, x, i) => depth(x, i))
  const membrane = column(
    (x, i) => base + tilt * (x - 0.5) - bow * ((x - 0.5) * (x - 0.5) - 0.08) + 0.006 * wave[i]!,
  )
  const elevation = column((x) => rise(drusen, x))
  const detachment = column((x) => rise(lens, x))
  const ellipsoid = column((_, i) => membrane[i]! - elevation[i]! - detachment[i]! - 0.055)
  const swelling = column((x) =>
    cysts.reduce(
      (sum, cyst) => sum + 0.6 * cyst.reachY * bell(square((x - cyst.x) / (2.2 * cyst.reachX))),
      0,
    ),
  )
  const dip = column((x) => bell(square((x - fovea.x) / (1.6 * fovea.reach))))
  // what lies over a bump is lifted less, the further up the less
  const lifted = (share: number, i: number): number =>
    membrane[i]! - 0.055 - share * (elevation[i]! + detachment[i]!)
  const plexiform = column(
    (_, i) => lifted(0.6, i) - thickness * (0.34 + 0.06 * dip[i]!) - 0.5 * swelling[i]!,
  )
  const surface = column((_, i) =>
    Math.min(
      plexiform[i]! - 0.012,
      lifted(0.3, i) - thickness * (0.9 + 0.03 * wave[i]!) + pit * dip[i]! - swelling[i]!,
    ),
  )
  const fibres = column(
    (x, i) => thickness * (0.09 + 0.08 * nasal * (x - 0.5)) * (1 - 0.8 * dip[i]!),
  )
  const shape = { surface, fibres, plexiform, ellipsoid, membrane, elevation }
  return { ...shape, fluid: drawFluid(shape, detachment, cysts, height, width, random) }
}

/** Up to six cysts in a cluster near the fovea; every seventh eye has none. */
function drawCysts(random: Random, fovea: number): Bump[] {
  const count = chance(random, 0.15) ? 0 : 1 + random.integer(6)
  const centre = fovea + between(random, -0.12, 0.12)
  return several(count, () => ({
    x: centre + between(random, -0.2, 0.2),
    // 0 = the inner nuclear layer, 1 = just above the ellipsoid zone
    y: random.uniform(),
    reachX: between(random, 0.022, 0.075),
    reachY: between(random, 0.028, 0.085),
  }))
}

/** Up to five drusen anywhere; every fourth eye has none. */
function drawDrusen(random: Random): Bump[] {
  const count = chance(random, 0.25) ? 0 : 1 + random.integer(5)
  return several(count, () => ({
    x: between(random, 0.05, 0.95),
    y: 0,
    reachX: between(random, 0.04, 0.12),
    reachY: between(random, 0.03, 0.09),
  }))
}

function drawFluid(
  shape: Omit<Retina, 'fluid'>,
  detachment: Float32Array,
  cysts: readonly Bump[],
  height: number,
  width: number,
  random: Random,
): Float32Array {
  const rough = smoothField(height, width, 0.05 * Math.min(height, width), random)
  return paint(height, width, (y, x, pixel) => {
    const i = pixel % width
    const ellipsoid = shape.ellipsoid[i]!
    const top = shape.plexiform[i]! * 0.65 + shape.surface[i]! * 0.35
    let nearest = 4
    for (const cyst of cysts) {
      const depth = top + cyst.y * (ellipsoid - 0.05 - top)
      const distance = square((x - cyst.x) / cyst.reachX) + square((y - depth) / cyst.reachY)
      nearest = Math.min(nearest, distance)
    }
    // softness of one pixel, measured on the ellipse's level lines
    const blob = step(1 - nearest + 0.22 * rough[pixel]!, -0.25, 0.25)
    const ceiling = step(y, shape.surface[i]! + 0.03, shape.surface[i]! + 0.045)
    const floor = 1 - step(y, ellipsoid - 0.035, ellipsoid - 0.02)
    const gap = detachment[i]!
    const lens =
      gap > 0.015
        ? step(y, ellipsoid + 0.01, ellipsoid + 0.02) *
          (1 - step(y, ellipsoid + gap + 0.01, ellipsoid + gap + 0.02))
        : 0
    return Math.max(blob * ceiling * floor, lens)
  })
}

/** The tallest of the bumps over a column. */
function rise(bumps: readonly Bump[], x: number): number {
  let height = 0
  for (const bump of bumps)
    height = Math.max(height, bump.reachY * bell(square((x - bump.x) / bump.reachX)))
  return height
}

function square(value: number): number {
  return value * value
}
