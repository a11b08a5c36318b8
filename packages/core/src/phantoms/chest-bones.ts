import type { Random } from '../support/random.js'
import type { Chest } from './chest-anatomy.js'
import { between } from './draw.js'
import { band, step } from './shapes.js'

/** Draws a skeleton; the function gives what it adds to the attenuation at a point. */
export function bones(chest: Chest, random: Random): (y: number, x: number) => number {
  const spacing = (chest.floor - chest.apex) / between(random, 8.5, 10.5)
  const phase = random.uniform()
  const strength = between(random, 0.07, 0.13)
  const steepness = between(random, 0.9, 1.5)
  const frontSlope = between(random, 0.35, 0.6)
  const collar = { y: chest.apex + between(random, 0.05, 0.11), rise: between(random, 0.1, 0.3) }
  const vertebra = between(random, 0.055, 0.07)

  return (y, x) => {
    const aside = Math.abs(x - chest.midline)
    // a rib leaves the spine upwards, then falls along the back, steeper towards the side
    const back = y + 0.25 * aside - steepness * aside * aside
    const wall = step(aside, 0.03, 0.05) * (1 - step(aside, chest.reach, chest.reach + 0.05))
    const caged =
      wall *
      step(y, chest.apex - 0.03, chest.apex + 0.02) *
      (1 - step(y, chest.floor - 0.12, chest.floor + 0.06))
    let value = caged * strength * rib(back / spacing + phase)
    // in front the ribs run down towards the breastbone, and end in cartilage that does not show
    const front = y + frontSlope * aside
    value += 0.5 * caged * strength * step(aside, 0.14, 0.2) * rib((front / spacing) * 0.9 + phase)

    const along = collar.y - collar.rise * (aside - 0.04) + 0.9 * (aside - 0.15) * (aside - 0.15)
    const shaft = band(y, along - 0.013, along + 0.013, 0.006)
    value += 0.13 * shaft * band(aside, 0.04, 0.36, 0.01)

    const stack = y / vertebra
    const disc = Math.abs(stack - Math.round(stack))
    value += 0.07 * (1 - step(aside, 0.03, 0.05)) * (0.55 + 0.45 * step(disc, 0.08, 0.2))
    return value
  }
}

/** The profile across ribs one unit apart: a band with denser edges. */
function rib(position: number): number {
  const offset = Math.abs(position - Math.round(position))
  return band(offset, -1, 0.19, 0.05) * (0.75 + 0.35 * step(offset, 0.06, 0.15))
}
