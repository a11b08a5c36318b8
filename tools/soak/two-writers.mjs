// @ts-check
// Two trainings in one folder: one works, the other says who does; readers harm neither.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeData } from './phantoms.mjs'
import { startSpad } from './spad.mjs'

/** @param {import('./soak.mjs').Soak} soak */
export async function twoWriters({ times, check }) {
  const dir = await mkdtemp(join(tmpdir(), 'spad-soak-'))
  try {
    await writeData(join(dir, 'data'), 10)
    for (let round = 0; round < times(20, 2); round++) {
      const out = join(dir, `run-${round}`)
      const train = () =>
        startSpad(
          ...[
            'train',
            '--data',
            join(dir, 'data'),
            '--out',
            out,
            '--preset',
            'tiny',
            '--size',
            '16',
          ],
          ...['--batch', '2', '--steps', '30', '--backend', 'wasm', '--set', 'report=false'],
        ).ended
      const results = await Promise.all([train(), train()])
      const statuses = results.map(({ status }) => status).sort()
      check(
        statuses[0] === 0 && statuses[1] === 2,
        `two at once ended with ${statuses.join(' and ')}: ${results.map(({ text }) => text).join(' | ')}`,
      )
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
