import { expect, it } from 'vitest'
import { spad } from './run-spad.js'

it('offers a fold where one training takes it, and refuses it where every fold is trained', async () => {
  expect((await spad('train', '--help')).out).toContain('--fold <k/n>')
  expect((await spad('cross-validate', '--help')).out).not.toContain('--fold <k/n>')
  const { status, err } = await spad(
    ...['cross-validate', '--data', 'none', '--out', 'none', '--set', 'fold=1/2'],
  )
  expect([status, err]).toEqual([
    2,
    'spad: `fold` is for `spad train`: every fold is trained here. Leave it out.\n',
  ])
})

it.each(['0/3', '4/3', '1/1', '1/1000', '1.5/3', 'half'])('refuses the fold %s', async (fold) => {
  const { status, err } = await spad('train', '--data', 'none', '--out', 'none', '--fold', fold)
  expect([status, err]).toEqual([
    2,
    `spad: \`--fold\` is "${fold}": it must be K/N with N from 2 to 999 and K from 1 to N, such as 1/5.\n`,
  ])
})

it('shows no empty list as a default', async () => {
  expect((await spad('train', '--help')).out).not.toContain('default: []')
})
