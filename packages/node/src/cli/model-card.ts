import { stringify } from 'yaml'
import type { LoadedModel } from '../run/model-files.js'

/** What a model is and where it comes from, as text. */
export function modelCard({ model, metadata, dir }: LoadedModel): string {
  const { denoiser, preprocessing, classes } = model
  const sizes = Object.values(denoiser.variables).map(({ size }) => size)
  const facts = {
    model: dir,
    parameters: sizes.reduce((sum, size) => sum + size, 0),
    input:
      `${preprocessing.height} x ${preprocessing.width} pixels (height x width), ` +
      (preprocessing.channels === 1 ? 'grey' : 'colour'),
    classes: classes.map(({ name, value }) => `${value} ${name}`),
    ...metadata,
  }
  return stringify(facts)
}
