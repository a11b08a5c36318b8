import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkConfig } from '../../src/config/check-config.js'
import { resolveConfig } from '../../src/config/resolve-config.js'
import { trainSchema } from '../../src/config/train-config.js'

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
    'gradients',
    'parts',
  ]
  for (const key of Object.keys(trainSchema.shape))
    expect(key in options || elsewhere.includes(key), key).toBe(true)
})

it('shows options that the default recipe takes', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const options = parse(/```yaml\n([^]*?)```/.exec(readme)?.[1] ?? '') as Record<string, unknown>
  const config = checkConfig(trainSchema, { data: 'd', out: 'o', ...options }, { flags: [] })
  const classes = ['background', 'lesion'].map((name, value) => ({
    name,
    value,
    color: [0, 0, 0] as const,
  }))
  const size = { height: 96, width: 192 }
  const { noise, schedule } = resolveConfig(config, size, { channels: 1, classes })
  expect(JSON.stringify(noise)).toContain('"blockSize":8')
  expect(schedule).toHaveProperty('curves.scd.end', 0.15)
})
