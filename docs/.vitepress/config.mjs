// @ts-check
import { slug } from 'github-slugger'
import { defineConfig } from 'vitepress'
import { nav, sidebar } from './navigation.mjs'

export default defineConfig({
  title: 'SPAD for JavaScript',
  description: 'Medical image segmentation by structured diffusion, in Node and in a browser.',
  head: [['link', { rel: 'icon', href: '/files/packages/web/app/icon.svg' }]],
  cleanUrls: true,
  srcExclude: ['generated/sections/**'],
  rewrites: { 'generated/:rest*': ':rest*' },
  // anchors as in the documents' other homes
  markdown: { anchor: { slugify: slug } },
  themeConfig: {
    nav,
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
    footer: { message: 'Apache-2.0. Not a medical device, and not for diagnosis.' },
  },
})
