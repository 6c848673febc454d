import { type ThemeConfig, theme as antd } from 'antd'
import type { Theme } from '../preferences.ts'

/**
 * The colours of the product, once: `paint` hands them to our stylesheet, `themeOf` to Ant Design. Text colours hold 4.5:1 on
 * every ground they stand on. Process status (ok, watch, risk, going, quiet) and market change (up, down) are two families
 * that never share a colour token: a red must not mean both "gain" and "overdue".
 */
const palettes = {
  light: {
    paper: '#f4f5f7',
    sheet: '#ffffff',
    raised: '#f8f9fb',
    ink: '#17202c',
    'ink-2': '#465263',
    'ink-3': '#5d6878',
    rule: '#e3e7ec',
    'rule-2': '#c8d0da',
    accent: '#0958d9',
    'accent-wash': '#eaf1fd',
    brand: '#0b3a8f',
    seal: '#b3261e',
    ok: '#1a6334',
    'ok-wash': '#e6f4ea',
    watch: '#8a4b00',
    'watch-wash': '#fdf1de',
    risk: '#a8171c',
    'risk-wash': '#fdebea',
    going: '#0b4fb8',
    'going-wash': '#e8f0fd',
    quiet: '#4f5b6b',
    'quiet-wash': '#eef0f3',
    up: '#cf1322',
    down: '#237804',
    'series-1': '#0b4fb8',
    'series-2': '#c96a12',
    'series-3': '#2a7f6f',
    'series-4': '#7a4fb0',
    'series-5': '#9a7a12',
    'series-6': '#6a7686',
  },
  dark: {
    paper: '#0e131a',
    sheet: '#161c25',
    raised: '#1b222c',
    ink: '#e7ebf1',
    'ink-2': '#b6c0cd',
    'ink-3': '#97a3b3',
    rule: '#28313d',
    'rule-2': '#3d495a',
    accent: '#7fb0ff',
    'accent-wash': '#16294a',
    brand: '#8fb8ff',
    seal: '#f0776d',
    ok: '#86d39d',
    'ok-wash': '#14301e',
    watch: '#f0bd73',
    'watch-wash': '#3a2810',
    risk: '#ff9d97',
    'risk-wash': '#421b1c',
    going: '#9cc2ff',
    'going-wash': '#162b4d',
    quiet: '#b6c0cd',
    'quiet-wash': '#232c38',
    up: '#ff7b76',
    down: '#7fcf6a',
    'series-1': '#6ea8ff',
    'series-2': '#f0a04e',
    'series-3': '#5fc3ae',
    'series-4': '#b794f0',
    'series-5': '#d6bd5a',
    'series-6': '#9aa6b6',
  },
} as const satisfies Record<Theme, Record<string, string>>

export type Colour = keyof (typeof palettes)['light']

/** Puts the palette on the document, where ui.css reads it. */
export function paint(theme: Theme, root: HTMLElement = document.documentElement): void {
  for (const [name, value] of Object.entries(palettes[theme])) root.style.setProperty(`--${name}`, value)
  root.style.colorScheme = theme
  root.dataset.theme = theme
}

// System fonts only: the product runs where no font server is reachable.
export const fontFamily =
  "-apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei UI', 'Microsoft YaHei', 'HarmonyOS Sans SC', 'Noto Sans CJK SC', system-ui, sans-serif"

export function themeOf(theme: Theme): ThemeConfig {
  const palette = palettes[theme]
  return {
    algorithm: theme === 'dark' ? [antd.darkAlgorithm, antd.compactAlgorithm] : [antd.compactAlgorithm],
    token: {
      // White on Ant Design's own #1677ff is 4.1:1; on this blue it is 6.4:1.
      colorPrimary: '#0958d9',
      colorInfo: '#0958d9',
      colorLink: palette.accent,
      colorError: theme === 'dark' ? '#e5484d' : '#c1272d',
      // Darker, not lighter as Ant Design has it: white on its hover colour is 4.43:1.
      ...(theme === 'light' && { colorErrorHover: '#a8171c' }),
      // Likewise: white on the hover colour of this blue would be 4.16:1.
      colorPrimaryHover: '#0b4fb8',
      colorBgBase: theme === 'dark' ? palette.sheet : '#ffffff',
      colorText: palette.ink,
      colorTextSecondary: palette['ink-2'],
      colorTextTertiary: palette['ink-3'],
      colorTextDescription: palette['ink-3'],
      colorTextPlaceholder: palette['ink-3'],
      colorBorder: palette['rule-2'],
      colorBorderSecondary: palette.rule,
      colorBgContainer: palette.sheet,
      colorBgElevated: palette.sheet,
      colorBgLayout: palette.paper,
      borderRadius: 4,
      fontFamily,
      // The compact algorithm takes two off: 14 px, and 12 for what is small.
      fontSize: 16,
      motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
    },
    // The primary blue is a ground for white text; where it would be a line or a letter on dark, the accent stands out.
    components: {
      // Likewise the red: under a field it is a letter.
      Form: { colorError: palette.risk },
      Pagination: { itemActiveColor: palette.accent, itemActiveColorHover: palette.accent },
      Input: { activeBorderColor: palette.accent, hoverBorderColor: palette.accent },
      InputNumber: { activeBorderColor: palette.accent, hoverBorderColor: palette.accent },
      Select: { activeBorderColor: palette.accent, hoverBorderColor: palette.accent },
      DatePicker: { activeBorderColor: palette.accent, hoverBorderColor: palette.accent },
      Tabs: { itemSelectedColor: palette.accent, inkBarColor: palette.accent },
    },
  }
}
