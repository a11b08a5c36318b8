import { exactCos, exactSin } from '../support/exact-math.js'
import type { Random } from '../support/random.js'
import type { Chest } from './chest-anatomy.js'
import { between } from './draw.js'
import { bell } from './shapes.js'

interface Branch {
  readonly y: number
  readonly x: number
  readonly angle: number
  readonly length: number
  readonly thickness: number
}

/** Vessels that fan out from both lungs' roots and taper: what they add to the attenuation. */
export function lungVessels(
  chest: Chest,
  height: number,
  width: number,
  random: Random,
): Float32Array {
  const field = new Float32Array(height * width)
  const strength = between(random, 0.13, 0.22)
  for (const side of [-1, 1])
    for (let i = 0; i < 7; i++) {
      // from steeply up to steeply down, away from the midline
      const angle = -1.3 + (2.6 * (i + random.uniform())) / 7
      const root = {
        y: chest.hilum + between(random, -0.03, 0.03),
        x: chest.midline + side * 0.07,
        angle: side > 0 ? angle : Math.PI - angle,
        length: between(random, 0.18, 0.32),
        thickness: between(random, 0.009, 0.014),
      }
      grow(field, height, width, root, strength, random, 2)
    }
  return field
}

/** Draws a branch as a row of dots, and lets it fork on the way. */
function grow(
  field: Float32Array,
  height: number,
  width: number,
  branch: Branch,
  strength: number,
  random: Random,
  forks: number,
): void {
  const dots = Math.ceil((branch.length * Math.max(height, width)) / 0.8)
  const bend = between(random, -0.6, 0.6)
  const fork = Math.floor(dots * between(random, 0.3, 0.6))
  let { y, x, angle } = branch
  for (let dot = 0; dot < dots; dot++) {
    const left = 1 - dot / dots
    stamp(
      field,
      height,
      width,
      y,
      x,
      branch.thickness * (0.35 + 0.65 * left),
      strength * (0.3 + 0.7 * left),
    )
    angle += bend / dots
    y += (exactSin(angle) * branch.length) / dots
    x += (exactCos(angle) * branch.length) / dots
    if (dot === fork && forks > 0) {
      const turn = between(random, 0.35, 0.7) * (random.uniform() < 0.5 ? -1 : 1)
      const twig = {
        y,
        x,
        angle: angle + turn,
        length: branch.length * 0.55,
        thickness: branch.thickness * 0.75,
      }
      grow(field, height, width, twig, strength * 0.85, random, forks - 1)
    }
  }
}

/** Raises the field to a round dot, without adding to what is there. */
function stamp(
  field: Float32Array,
  height: number,
  width: number,
  y: number,
  x: number,
  reach: number,
  strength: number,
): void {
  // thinner than a pixel, a vessel is drawn as wide as one, and fainter
  const radius = Math.max(reach * Math.max(height, width), 1.1)
  const shown = strength * Math.min(1, (reach * Math.max(height, width)) / 1.1)
  const centreY = y * height - 0.5
  const centreX = x * width - 0.5
  const top = Math.max(0, Math.ceil(centreY - radius))
  const left = Math.max(0, Math.ceil(centreX - radius))
  for (let row = top; row <= Math.min(height - 1, centreY + radius); row++)
    for (let column = left; column <= Math.min(width - 1, centreX + radius); column++) {
      const dy = (row - centreY) / radius
      const dx = (column - centreX) / radius
      const at = row * width + column
      field[at] = Math.max(field[at]!, shown * bell(dy * dy + dx * dx))
    }
}
