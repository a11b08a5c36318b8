import type { Candidate } from './candidate.js'

/** Plain JavaScript: everywhere, and slow. */
export const cpu: Candidate = {
  name: 'cpu',
  inspect: () => Promise.resolve({ name: 'JavaScript', software: false }),
  load: async () => {
    await import('@tensorflow/tfjs-backend-cpu')
  },
}
