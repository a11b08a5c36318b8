import { amount, type Raster } from '@spad/core'
import { few } from './problems.js'

/** Finds images, or channels of theirs, that are one value throughout. */
export class BlankMeter {
  readonly #whole: string[] = []
  readonly #part: string[] = []

  add(name: string, image: Raster): void {
    const blank = blankChannels(image)
    if (blank.length === image.channels) this.#whole.push(name)
    else if (blank.length > 0)
      this.#part.push(`${name} (channel${blank.length > 1 ? 's' : ''} ${blank.join(', ')})`)
  }

  /** Slices beside a body are like that. */
  notes(): string[] {
    if (this.#whole.length === 0) return []
    return [`one value in every pixel: ${counted(this.#whole)}; nothing is to be seen there`]
  }

  /** Where other channels show something, one was probably lost. */
  warnings(): string[] {
    if (this.#part.length === 0) return []
    return [
      `one value in every pixel of a channel, counted from 0, while others show something: ${counted(this.#part)}; ` +
        'was it lost on the way?',
    ]
  }
}

/** Cases come in no order. */
function counted(names: readonly string[]): string {
  return `${amount(names.length, 'case')}, ${few([...names].sort())}`
}

function blankChannels({ data, channels }: Raster): number[] {
  return Array.from({ length: channels }, (_, channel) => channel).filter((channel) => {
    for (let i = channel; i < data.length; i += channels)
      if (data[i] !== data[channel]) return false
    return true
  })
}
