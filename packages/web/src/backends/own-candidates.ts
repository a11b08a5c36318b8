import type { Backend } from '@spad/core'
import type { Candidate, Candidates } from './candidate.js'

/** The page's own before the others, and instead of those of their names. */
export function withOwn(backends: readonly Backend[], others: Candidates): Candidates {
  const own = Object.fromEntries(
    backends.map((backend) => [backend.name, () => Promise.resolve(ownCandidate(backend))]),
  )
  return { ...own, ...others, ...own }
}

/** A backend of the page's own as the others are: what it runs on is known once it has started. */
function ownCandidate(backend: Backend): Candidate {
  const { name } = backend
  let tfjs = name
  return {
    name,
    get tfjs() {
      return tfjs
    },
    async inspect({ threads }, choosy) {
      const started = await backend.start(threads === undefined ? {} : { threads })
      tfjs = started.tfjs
      if (choosy && started.reluctant !== undefined) return started.reluctant
      return { name: started.device ?? name, software: false }
    },
    load: () => Promise.resolve(),
    watch: (_, lose) => {
      backend.watch?.(lose)
      return undefined
    },
  }
}
