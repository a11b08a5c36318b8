import { testPart } from '../../src/testing.js'
import { test } from 'vitest'
import {
  augmentParts,
  type DefinedTable,
  fits,
  learningRateParts,
  lossParts,
  optimizerParts,
  prepareParts,
} from '../../src/index.js'

const tables: Readonly<Record<string, DefinedTable<object>>> = {
  augmentParts,
  fits,
  learningRateParts,
  lossParts,
  optimizerParts,
  prepareParts,
}

for (const [name, table] of Object.entries(tables))
  for (const [type, { part }] of Object.entries(table)) testPart(test, `${name}.${type}`, part)
