// @ts-check
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findChromium } from '../../vitest.shared.js'

/**
 * The variables by which Dawn finds the software graphics card of Chromium, and Vulkan's loader beside
 * it; none where there is no Chromium, or it lacks them. They count from a process' start.
 *
 * @returns {Record<string, string>}
 */
export function softwareVulkan() {
  const folders = ['/usr/lib/chromium', dirname(findChromium() ?? '/')]
  const folder = folders.find((each) => existsSync(join(each, 'vk_swiftshader_icd.json')))
  if (!folder) return {}
  const path = process.env.LD_LIBRARY_PATH
  return {
    VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'),
    LD_LIBRARY_PATH: path ? `${path}:${folder}` : folder,
    // the loader complains without one
    XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? '/tmp',
  }
}
