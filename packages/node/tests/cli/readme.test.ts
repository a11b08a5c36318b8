import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkConfig } from '../../src/cli/check-config.js'
import { trainSchema } from '../../src/cli/train-config.js'

it('shows options that are known, and all of them', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const block = /```yaml\n([^]*?)```/.exec(readme)?.[1] ?? ''
  const options = parse(block) as Record<string, unknown>
  checkConfig(trainSchema, { data: 'd', out: 'o', ...options }, { flags: [] })
  const elsewhere = [
    'data',
    'out',
    'backend',
    'threads',
    'denoiser',
    'diffusion',
    'noise',
    'schedule',
  ]
  for (const key of Object.keys(trainSchema.shape))
    expect(key in options || elsewhere.includes(key), key).toBe(true)
})
