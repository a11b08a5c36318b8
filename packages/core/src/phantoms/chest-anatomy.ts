import type { Random } from '../support/random.js'
import { between } from './draw.js'
import { root, smoothMin } from './shapes.js'

/** Where things are in a chest, in shares of the picture's height and width. */
export interface Chest {
  /** Column of the spine. */
  readonly midline: number
  /** Row of the lungs' tops. */
  readonly apex: number
  /** Row of the lungs' lowest corners. */
  readonly floor: number
  /** Row of the lungs' roots. */
  readonly hilum: number
  /** From the midline to the outer chest wall. */
  readonly reach: number
  /** The right lung (left in the picture), then the left one. */
  readonly lungs: readonly [Lung, Lung]
  readonly heart: Ellipse
  /** The aortic knob. */
  readonly aorta: Ellipse
  /** Half the width of the neck. */
  readonly neck: number
  /** Row at which the shoulders reach the picture's border. */
  readonly shoulder: number
}

interface Lung {
  /** −1 = left in the picture, 1 = right. */
  readonly side: number
  /** Row of its lowest corner. */
  readonly floor: number
  /** How high the diaphragm bulges into it. */
  readonly dome: number
  /** Where the dome is highest, from the midline. */
  readonly summit: number
  /** Distance from the midline to the lung's inner border, where nothing bulges into it. */
  readonly inner: number
  /** Distance from the midline to its apex. */
  readonly top: number
}

interface Ellipse {
  readonly x: number
  readonly y: number
  readonly reachX: number
  readonly reachY: number
}

/** Draws a person: size, breath, heart. */
export function drawChest(random: Random): Chest {
  const midline = 0.5 + between(random, -0.03, 0.03)
  const apex = between(random, 0.09, 0.15)
  const floor = between(random, 0.78, 0.9)
  const reach = between(random, 0.36, 0.43)
  const length = floor - apex
  const size = between(random, 0.85, 1.25)
  const lung = (side: number): Lung => ({
    side,
    floor: floor + between(random, -0.02, 0.03),
    dome: between(random, 0.11, 0.18) + (side < 0 ? 0.02 : 0),
    summit: reach * between(random, 0.38, 0.55),
    inner: between(random, 0.05, 0.075),
    top: reach * between(random, 0.42, 0.52),
  })
  return {
    midline,
    apex,
    floor,
    hilum: apex + length * between(random, 0.4, 0.46),
    reach,
    lungs: [lung(-1), lung(1)],
    heart: {
      x: midline + 0.05 * size,
      y: floor - 0.17,
      reachX: 0.15 * size,
      reachY: 0.16 * size,
    },
    aorta: { x: midline + 0.055, y: apex + 0.27 * length, reachX: 0.05, reachY: 0.065 },
    neck: between(random, 0.12, 0.17),
    shoulder: between(random, 0.08, 0.15),
  }
}

/** About the distance to the nearest border of either lung, positive inside. */
export function insideLungs(chest: Chest, y: number, x: number): number {
  const lung = x < chest.midline ? chest.lungs[0] : chest.lungs[1]
  const aside = (x - chest.midline) * lung.side
  const t = (y - chest.apex) / (lung.floor - chest.apex)
  if (t < -0.1) return -0.1

  const { top, inner } = lung
  // quarter ellipses: the outer wall widens down to 0.72 of the height, the inner one ends at 0.25
  const outerWall =
    top + (chest.reach - top) * quarter(t / 0.72) - 0.02 * square(Math.max(0, t - 0.72) / 0.28)
  const innerWall = top - (top - inner) * quarter(t / 0.25)
  const across = (aside - lung.summit) / (chest.reach - lung.summit)
  // the dome falls to the outer corner faster than to the spine
  const diaphragm = lung.floor - lung.dome * (1 - square(across) * (across > 0 ? 1 : 0.45))
  const walls = smoothMin(outerWall - aside, aside - innerWall, 0.05)
  const sides = smoothMin(walls, y - chest.apex, 0.02)
  const lengthwise = smoothMin(sides, (diaphragm - y) * 0.8, 0.035)
  const organs = Math.max(insideHeart(chest, y, x), insideEllipse(chest.aorta, y, x))
  return smoothMin(lengthwise, -organs, 0.02)
}

/** About the distance to the heart's border, positive inside. */
export function insideHeart(chest: Chest, y: number, x: number): number {
  const { heart } = chest
  // the heart leans: its apex points down to the picture's right
  return insideEllipse({ ...heart, x: heart.x + 0.35 * (y - heart.y) }, y, x)
}

/** About the distance to the body's outline, positive inside. */
export function insideBody(chest: Chest, y: number, x: number): number {
  const aside = Math.abs(x - chest.midline)
  const slope = chest.neck + (0.5 - chest.neck) * root(square(y / chest.shoulder) - 0.1)
  return slope - aside
}

function insideEllipse({ x, y, reachX, reachY }: Ellipse, atY: number, atX: number): number {
  const distance = root(square((atX - x) / reachX) + square((atY - y) / reachY))
  return (1 - distance) * Math.min(reachX, reachY)
}

/** A quarter of an ellipse: steep at 0, level from 1 on. */
function quarter(t: number): number {
  const rest = 1 - Math.min(1, Math.max(0, t))
  return root(1 - rest * rest)
}

function square(value: number): number {
  return value * value
}
