import { expect, test } from 'vitest'
import { backendTable } from '../../src/cli/backend-table.js'

test('shows what works on what, and why the rest does not', () => {
  const version = 'TensorFlow 2.21.0'
  const table = backendTable([
    {
      name: 'cuda',
      works: true,
      report: {
        ...{ name: 'cuda', tfjs: 'tensorflow', version, passedOver: [] },
        ...{ device: 'NVIDIA T4', memory: 16e9, driver: '550.54' },
      },
    },
    { name: 'webgpu', works: false, reason: '`webgpu` is not installed. Install it.\nAnd so on.' },
    {
      name: 'wasm',
      works: true,
      report: { name: 'wasm', tfjs: 'wasm', version: 'wasm 4', threads: 1, passedOver: [] },
    },
  ])
  expect(table.split('\n').filter((line) => !line.startsWith('─'))).toEqual([
    'backend         device     memory   driver  threads  version, or why not',
    'cuda     works  NVIDIA T4  16.0 GB  550.54           TensorFlow 2.21.0',
    'webgpu   –                                           `webgpu` is not installed. Install it.',
    'wasm     works                              1        wasm 4',
    '',
  ])
})
