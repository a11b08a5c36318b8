// @ts-check
import { join } from 'node:path'
import { inspect } from 'node:util'
import {
  augmentParts,
  fits,
  kindInWords,
  learningRateParts,
  lossParts,
  optimizerParts,
  prepareParts,
} from '@spad/core'
import { modelParts } from '@spad/models'
import { datasetParts } from '@spad/node'
import { noiseParts } from '@spad/noise'
import {
  curveParts,
  noiseScheduleParts,
  progressScheduleParts,
  samplerParts,
} from '@spad/scheduler'
import ts from 'typescript'
import { root } from './workspace.mjs'

/**
 * @typedef {import('@spad/core').AnyPart<any, any>} Part
 * @typedef {{ name: string, rule: string, standard: string, sentence: string }} OptionDocs
 * @typedef {{ kind: string, type: string, sentence: string, options: OptionDocs[] }} PartDocs
 */

/** Every part of this project. @type {Part[]} */
export const allParts = [
  ...[noiseParts, curveParts, progressScheduleParts, noiseScheduleParts, samplerParts],
  ...[modelParts.denoisers, lossParts, augmentParts, learningRateParts, optimizerParts],
  ...[prepareParts, fits, datasetParts],
].flatMap((table) =>
  Object.values(table).map(
    (made) => /** @type {{ part: Part }} */ (/** @type {unknown} */ (made)).part,
  ),
)

/**
 * What the documentation says of each part: rules and defaults from its definition, sentences from the
 * docstrings of its options.
 *
 * @throws if an option has no sentence, or a docstring names another default than the definition
 */
export function partDocs() {
  const spoken = readDocstrings()
  return allParts.map((part) => {
    const { sentence, options } = spoken.get(`${part.kind} ${part.type}`) ?? missing(part, '')
    return {
      kind: kindInWords(part.kind),
      type: part.type,
      sentence,
      options: Object.entries(part.options).map(([name, option]) => {
        const said = options.get(name)
        if (!said?.sentence) return missing(part, name)
        return {
          name,
          rule: option.rule.words,
          standard: defaultOf(part, name, option, said.standard),
          sentence: said.sentence,
        }
      }),
    }
  })
}

/** @param {Part} part @param {string} name @returns {never} */
function missing({ where, type }, name) {
  throw new Error(`@spad/${where}: \`${type}\`${name && `, \`${name}\``} has no docstring.`)
}

/** @param {Part} part @param {string} name @param {import('@spad/core').Option} option @param {string} said */
function defaultOf({ where, type }, name, option, said) {
  if (!('default' in option || option.derive)) return 'must be given'
  if (option.default === undefined) return said || 'none'
  const value = inspect(option.default, { depth: 5, breakLength: Infinity })
    .replace(/\[ /g, '[')
    .replace(/ \]/g, ']')
  if (said && said !== value)
    throw new Error(
      `@spad/${where}: \`${type}\`, \`${name}\`: the default is ${value}, not ${said}.`,
    )
  return value
}

/**
 * Of every call of `definePart`: what stands before it, and before each of its options.
 *
 * @returns {Map<string, { sentence: string, options: Map<string, { sentence: string, standard: string }> }>}
 */
function readDocstrings() {
  const entries = ['core', 'noise', 'scheduler', 'models', 'node'].map((name) =>
    join(root, 'packages', name, 'src/index.ts'),
  )
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const program = ts.createProgram(entries, { ...options, composite: false, noEmit: true })
  const checker = program.getTypeChecker()
  const found = new Map()
  /** @param {ts.Node} node @returns {void} */
  const visit = (node) => {
    if (
      ts.isVariableDeclaration(node) &&
      node.initializer &&
      ts.isCallExpression(node.initializer)
    ) {
      const [given] = node.initializer.arguments
      if (node.initializer.expression.getText() === 'definePart' && given) read(node, given)
    }
    ts.forEachChild(node, visit)
  }
  /** @param {ts.VariableDeclaration} node @param {ts.Expression} given */
  const read = (node, given) => {
    const about = checker.getTypeAtLocation(given)
    /** @param {string} name */
    const typeOf = (name) => {
      const symbol = about.getProperty(name)
      return symbol && checker.getTypeOfSymbolAtLocation(symbol, given)
    }
    const properties = typeOf('options')?.getProperties() ?? []
    const name = node.name.getText()
    // of one with arguments by place, its function is what users know
    const called = name.replace(/Part$/, '')
    const fun = node
      .getSourceFile()
      .statements.find((one) => ts.isFunctionDeclaration(one) && one.name?.text === called)
    const place = fun && ts.isFunctionDeclaration(fun) && fun.name ? fun.name : node.name
    const symbol = checker.getSymbolAtLocation(place)
    const key = `${literal(given, 'kind')} ${literal(given, 'type')}`
    if (found.has(key)) return // the same for a page
    found.set(key, {
      sentence: firstOf(symbol, checker),
      options: new Map(properties.map((property) => [property.name, docsOf(property, checker)])),
    })
  }
  for (const file of program.getSourceFiles()) if (!file.isDeclarationFile) visit(file)
  return found
}

/** @param {ts.Expression} given @param {string} name */
function literal(given, name) {
  if (!ts.isObjectLiteralExpression(given)) return ''
  const property = given.properties.find((one) => one.name?.getText() === name)
  const value = property && ts.isPropertyAssignment(property) ? property.initializer : undefined
  return value && ts.isStringLiteral(value) ? value.text : ''
}

/** @param {ts.Symbol} property @param {ts.TypeChecker} checker */
function docsOf(property, checker) {
  const tag = property.getJsDocTags().find(({ name }) => name === 'default')
  return {
    sentence: textOf(property, checker),
    standard: oneLine(ts.displayPartsToString(tag?.text)),
  }
}

/** @param {ts.Symbol | undefined} symbol @param {ts.TypeChecker} checker */
function firstOf(symbol, checker) {
  return symbol ? (textOf(symbol, checker).split(/(?<=\.)\s/)[0] ?? '') : ''
}

/** @param {ts.Symbol} symbol @param {ts.TypeChecker} checker */
function textOf(symbol, checker) {
  return oneLine(ts.displayPartsToString(symbol.getDocumentationComment(checker)))
}

/** @param {string} text */
function oneLine(text) {
  return text.replace(/\s+/g, ' ').trim()
}
