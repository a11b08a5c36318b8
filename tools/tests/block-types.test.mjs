// @ts-check
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { blocksFolder } from '../checks/readme-blocks.mjs'
import { root } from '../checks/workspace.mjs'

test('the blocks of the documents have right types', { timeout: 300_000 }, () => {
  const base = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(base.config, ts.sys, root)
  const files = readdirSync(blocksFolder).filter((name) => /(?<!\.test)\.ts$/.test(name))
  const program = ts.createProgram(
    files.map((name) => join(blocksFolder, name)),
    {
      ...options,
      composite: false,
      noEmit: true,
      emitDeclarationOnly: false,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
      types: ['node', '@webgpu/types'],
      typeRoots: [join(root, 'node_modules/@types'), join(root, 'node_modules')],
    },
  )
  const complaints = ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file?.fileName.includes('/dist/readme/'))
    .map(({ file, start = 0, messageText }) => {
      const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1
      return `${file?.fileName.split('/').at(-1)}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    })
  expect(complaints).toEqual([])
})

test('the blocks that are for Node import no file of tfjs that only bundlers find', () => {
  const names = readdirSync(blocksFolder).filter(
    (name) => /(?<!\.test)\.ts$/.test(name) && !name.startsWith('packages-web'),
  )
  expect(names.length).toBeGreaterThan(20)
  const deep = names.filter((name) =>
    /@tensorflow\/[\w-]+\/dist/.test(readFileSync(join(blocksFolder, name), 'utf8')),
  )
  expect(deep).toEqual([])
})
