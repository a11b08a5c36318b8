import { AxeBuilder } from '@axe-core/playwright'
import { URL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The browser to test in, if there is one. */
    chromium: { executablePath: string; args: string[] } | undefined
    /** What to do if there is none. */
    cure: string
    /** Where the built application is served, and the examples. */
    site: string
    vite: string
    niivue: string
    cornerstone: string
    noBundler: string
    /** A page with cornerstone's way to show a segmentation. */
    segPage: string
    /** The folder of its models. */
    models: string
  }
}

/** A visitor's window. */
export interface Visit {
  readonly page: Page
  /** What the page logged as an error, threw or could not fetch. */
  readonly complaints: readonly string[]
  /** Addresses of all that was asked for, in order. */
  readonly requests: string[]
}

/** Milliseconds to wait for what a page is to show: shorter than a test, so that it is named. */
const patience = 200_000

/** Tests in Chromium; left out, and said so, where there is none. */
export function describeInChromium(
  title: string,
  tests: (open: (options?: BrowserContextOptions & { address?: string }) => Promise<Visit>) => void,
): void {
  const launch = inject('chromium')
  const name = launch ? title : `${title} (left out: no Chromium; ${inject('cure')})`
  describe.skipIf(!launch)(name, () => {
    let browser: Browser | undefined
    beforeAll(async () => {
      browser = await chromium.launch(launch)
    })
    afterAll(() => browser?.close())
    tests(async ({ address = '', ...options } = {}) => {
      const context = await browser!.newContext({ reducedMotion: 'reduce', ...options })
      // a busy machine is no failure: what hangs ends with its test
      context.setDefaultTimeout(patience)
      const page = await context.newPage()
      const visit = { page, complaints: listen(page), requests: [] as string[] }
      context.on('request', (request) => visit.requests.push(request.url()))
      await page.goto(new URL(address, inject('site')).href)
      return visit
    })
  })
}

function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  return complaints
}

/** Waits until the page shows a mask and is doing nothing. */
export async function settled(page: Page): Promise<void> {
  await page.locator('.facts dd').first().waitFor()
  await page.locator('.progress:not(.busy)').waitFor({ state: 'attached' })
}

/** Waits for the mask that a change asks for. */
export async function afterNewMask(page: Page, change: () => Promise<unknown>): Promise<void> {
  const facts = page.locator('.facts')
  await facts.evaluate((element) => {
    element.setAttribute('data-old', '')
    new MutationObserver(() => {
      element.removeAttribute('data-old')
    }).observe(element, { childList: true })
  })
  await change()
  await page.locator('.facts:not([data-old])').waitFor({ state: 'attached' })
  await settled(page)
}

/** Paints a disc in the middle that the model did not say: of the first class, or else of none. */
export async function paintSomething(page: Page): Promise<void> {
  const brush = page.getByRole('application')
  await page.getByLabel('Paint on the picture').check()
  await brush.press('Space')
  if (await page.getByRole('button', { name: 'Undo stroke' }).isEnabled()) return
  // where all of it is of the class already nothing is painted
  await page.getByRole('radio', { name: 'erase' }).check()
  await brush.press('Space')
}

/** The classes and their areas, as the panel tells them. */
export function shownMask(page: Page): Promise<string[]> {
  return page.locator('.classes li').allTextContents()
}

/**
 * How many times longer this browser computes now than where the page's times were set (`reference`
 * milliseconds, on a core of an AMD EPYC 7003), at least 1: a time limit times this holds on a slow
 * or a busy machine too.
 */
export async function slowness(page: Page): Promise<number> {
  const reference = 50
  const times = await page.evaluate(() => {
    const side = 512
    const [from, to] = [new Float32Array(side * side).fill(1), new Float32Array(side * side)]
    return Array.from({ length: 5 }, () => {
      const start = performance.now()
      for (let round = 0; round < 32; round++)
        for (let i = side; i < to.length - side; i++)
          to[i] = 4 * from[i]! - from[i - 1]! - from[i + 1]! - from[i - side]! - from[i + side]!
      return performance.now() - start
    })
  })
  const median = times.sort((a, b) => a - b)[2]
  return Math.max(1, median! / reference)
}

/** Types a whole number into a field. */
export async function setNumber(page: Page, label: string, value: number): Promise<void> {
  const field = page.getByLabel(label)
  await field.fill(String(value))
  await field.press('Enter')
}

/** What axe finds wrong with the page, in a line each. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}
