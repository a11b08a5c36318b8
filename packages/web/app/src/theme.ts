import { effect, type Signal, signal } from '@preact/signals-core'

export type Theme = 'light' | 'dark'

const key = 'spad-theme'

/** The page's theme: the visitor's last choice, or else the system's. */
export function followTheme(): Signal<Theme> {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const theme = signal<Theme>(chosen() ?? (system.matches ? 'dark' : 'light'))
  system.addEventListener('change', () => {
    if (!chosen()) theme.value = system.matches ? 'dark' : 'light'
  })
  effect(() => {
    document.documentElement.dataset.theme = theme.value
  })
  return theme
}

/** Keeps the visitor's choice for the next visit. */
export function chooseTheme(theme: Signal<Theme>, value: Theme): void {
  theme.value = value
  try {
    localStorage.setItem(key, value)
  } catch {
    // a browser that keeps nothing still shows the choice
  }
}

function chosen(): Theme | undefined {
  try {
    const value = localStorage.getItem(key)
    return value === 'light' || value === 'dark' ? value : undefined
  } catch {
    return undefined
  }
}
