import {
  createRandom,
  definePart,
  type Denoiser,
  type DenoiserConfig,
  fail,
  type PartConfig,
  type Rule,
  ruleFor,
} from '@spad/core'
import { addN, div, log, softmax, type Tensor4D } from '@tensorflow/tfjs-core'
import { count } from './backbone-options.js'
import type { DenoiserContext } from './network.js'

/**
 * Several denoisers as one, whose probabilities are the mean of theirs: `log(mean softmax(logits))`.
 *
 * It owns its members: disposing it disposes them. Its variables are theirs, named `INDEX/NAME`.
 *
 * @throws SpadError if there is none, or if they differ in channels, classes or in looking at a state.
 */
export function ensemble(members: readonly Denoiser[]): Denoiser {
  const first = members[0] ?? fail('models', '`members` is empty: an ensemble needs at least one.')
  for (const what of ['channels', 'classes', 'usesState'] as const) {
    const other = members.find((member) => member[what] !== first[what])
    if (other)
      fail(
        'models',
        `\`members\` differ in \`${what}\` (${String(first[what])} and ${String(other[what])}): an ` +
          'ensemble is of networks with the same input and output.',
      )
  }
  // how many features are whose is known once an image was encoded
  let counts: number[] = []
  return {
    config: { type: 'ensemble', members: members.map(({ config }) => config) },
    variables: Object.fromEntries(
      members.flatMap(({ variables }, i) =>
        Object.entries(variables).map(([name, variable]) => [`${i}/${name}`, variable]),
      ),
    ),
    channels: first.channels,
    classes: first.classes,
    stride: members.reduce((stride, member) => leastCommon(stride, member.stride), 1),
    usesState: first.usesState,
    encode(image) {
      const features = members.map((member) => member.encode(image))
      counts = features.map(({ length }) => length)
      return features.flat()
    },
    denoise(features, state, timestep) {
      let start = 0
      const answers = members.map((member, i) => {
        const own = features.slice(start, (start += counts[i]!))
        return softmax(member.denoise(own, state, timestep))
      })
      return log(div<Tensor4D>(addN(answers), members.length))
    },
    dispose() {
      for (const member of members) member.dispose()
    },
  }
}

/** An ensemble by the descriptions of its members, each with weights of its own. */
export const ensemblePart = /* @__PURE__ */ definePart({
  where: 'models',
  kind: 'denoiser',
  type: 'ensemble',
  options: {
    /** Channels of the image. @default those of the members */
    channels: { rule: count(), default: undefined },
    /** Classes told apart, background included. @default those of the members */
    classes: { rule: count(2), default: undefined },
    /** Descriptions of denoisers of the same input and output, whose probabilities are averaged. */
    members: { rule: descriptions() },
  },
  build: ({ members, ...shape }, _: PartConfig, ...context: DenoiserContext) => {
    const [random = createRandom(0), build] = context
    if (!build) return fail('models', '`build.denoiser` is missing: `members` need it.')
    return ensemble(
      members.map((member, i) => build.denoiser({ ...shape, ...member }, random.fork(i))),
    )
  },
})

function descriptions(): Rule<readonly DenoiserConfig[]> {
  return ruleFor(
    'a list of 1 to 32 descriptions of denoisers',
    (list) => Array.isArray(list) && list.length > 0 && list.length <= 32,
  )
}

function leastCommon(a: number, b: number): number {
  const divisor = (x: number, y: number): number => (y === 0 ? x : divisor(y, x % y))
  return (a * b) / divisor(a, b)
}
