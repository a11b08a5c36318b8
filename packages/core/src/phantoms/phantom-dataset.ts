import type { Dataset } from '../contracts/dataset.js'
import { fail } from '../support/errors.js'
import {
  type Phantom,
  phantomClasses,
  phantomMaker,
  phantomName,
  type PhantomOptions,
} from './make-phantoms.js'

/** Phantoms with the labels that an annotator drew. */
export interface PhantomDataset extends Dataset {
  /** The same cases with their true boundaries: to measure against, not to train on. */
  readonly truth: Dataset
}

/**
 * Phantoms as a data set; each is made when it is read.
 *
 * @throws SpadError if the kind is unknown or an option is out of range; `read` if there is no such
 *   case.
 */
export function phantomDataset(options: PhantomOptions): PhantomDataset {
  const make = phantomMaker(options)
  const names = Array.from({ length: options.count }, (_, i) => phantomName(options.kind, i))
  const read = async (index: number): Promise<Phantom> => {
    await Promise.resolve()
    if (names[index] === undefined)
      fail('core', `\`index\` is ${index}: there are ${names.length} phantoms, from 0.`)
    return make(index)
  }
  const classes = phantomClasses(options.kind)
  return {
    classes,
    channels: 1,
    names,
    read: async (index) => {
      const { name, image, labels } = await read(index)
      return { name, image, labels }
    },
    truth: {
      classes,
      channels: 1,
      names,
      read: async (index) => {
        const { name, image, truth } = await read(index)
        return { name, image, labels: truth }
      },
    },
  }
}
