import { amount } from '@spad/core'
import { storedNumbers } from '@spad/formats'
import type { ChildPool } from '../children/child-pool.js'
import type { ModelInfo } from '../children/messages.js'

/** The classes that a model looks for, and their numbers in its answers. */
export function labelsOf({ classes }: Pick<ModelInfo, 'classes'>): Record<string, number> {
  const numbers = storedNumbers(classes)
  return Object.fromEntries(classes.map(({ name }, i) => [name, numbers[i]!] as const).slice(1))
}

/** What MONAI Label's clients want to know first: models that answer, and nothing to train. */
export function serverInfo({ models }: Pick<ChildPool, 'models'>, version: string): object {
  return {
    name: 'spad',
    description: 'Models of SPAD for JavaScript',
    version,
    labels: [...new Set(models.flatMap((model) => Object.keys(labelsOf(model))))],
    models: Object.fromEntries(
      models.map((model) => [
        model.name,
        {
          type: 'segmentation',
          dimension: 3,
          description: `${model.preprocessing.height} × ${model.preprocessing.width} pixels, ${amount(model.preprocessing.channels, 'channel')}`,
          labels: labelsOf(model),
          config: {},
        },
      ]),
    ),
    ...{ trainers: {}, strategies: {}, scoring: {}, train_stats: {} },
    datastore: { total: 0, completed: 0 },
  }
}
