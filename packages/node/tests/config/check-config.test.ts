import { SpadError } from '@spad/core'
import { describe, expect, it } from 'vitest'
import { checkConfig } from '../../src/config/check-config.js'
import { segmentSchema } from '../../src/config/inference-config.js'
import { previewSchema } from '../../src/config/preview-config.js'
import { trainSchema } from '../../src/config/train-config.js'

const check = (value: Record<string, unknown>, flags: string[] = [], file = 'run.yaml'): unknown =>
  checkConfig(trainSchema, { data: 'd', out: 'o', ...value }, { file, flags })

describe('checkConfig', () => {
  it('fills in defaults', () => {
    expect(check({})).toMatchObject({ preset: 'small', seed: 0, logEvery: 10 })
  })

  it.each([
    [{ stepz: 3 }, '`stepz` in run.yaml is no known option. The nearest known one is `steps`'],
    [
      { scd: { kepe: 1 } },
      '`scd.kepe` in run.yaml is no known option. The nearest known one is `scd.keep`; there are `until`, `on`,',
    ],
    [{ augment: { flip: { horizontl: 1 } } }, 'The nearest known one is `augment.flip.horizontal`'],
    [{ steps: 0 }, '`steps` in run.yaml is 0: it must be at least 1.'],
    [{ batch: 1.5 }, '`batch` in run.yaml is 1.5: it must be a whole number.'],
    [{ seed: 'x' }, '`seed` in run.yaml is "x": it must be a number.'],
    [{ balance: 2 }, '`balance` in run.yaml is 2: it must be at most 1.'],
    [{ ema: { decay: 1 } }, '`ema.decay` in run.yaml is 1: it must be less than 1.'],
    [{ ema: true }, '`ema` in run.yaml is true: it must be false or must be a group of options.'],
    [
      { learningRate: { peak: 0 } },
      '`learningRate.peak` in run.yaml is 0: it must be a number above 0.',
    ],
    [
      { recipe: 'spat' },
      '`recipe` in run.yaml is "spat": it must be one of "spad", "unet", "mask", "readers".',
    ],
    [
      { size: '1xx' },
      '`size` in run.yaml is "1xx": it must be pixels like 128 (a square) or 128x256',
    ],
    [{ report: 'no' }, '`report` in run.yaml is "no": it must be `true` or `false`.'],
    [{ learningRate: 1 }, '`learningRate` in run.yaml is 1: it must be a group of options.'],
    [{ data: undefined }, '`data` is missing. Give `--data` or set it in the config file.'],
  ])('refuses %o', (value, message) => {
    expect(() => check(value)).toThrow(SpadError)
    expect(() => check(value)).toThrow(message)
  })

  it('names the flag where the value came from one', () => {
    expect(() => check({ steps: 0 }, ['steps'])).toThrow('`--steps` is 0: it must be at least 1.')
  })

  it('says a rule as its schema does', () => {
    const given = { model: 'm', out: 'o', input: [] }
    expect(() => checkConfig(segmentSchema, given, { flags: [] })).toThrow(
      '`input` is []: it must name at least one image.',
    )
  })

  it('knows the keys of train in a preview as well', () => {
    const value = { data: 'd', out: 'o', case: 'c', scd: { keep: 0.2 } }
    expect(checkConfig(previewSchema, value, { flags: [] })).toMatchObject({ scd: { keep: 0.2 } })
  })
})
