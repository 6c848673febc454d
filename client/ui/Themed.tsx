import { App, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { type ReactNode, useLayoutEffect } from 'react'
import { usePreferences } from '../preferences.ts'
import { paint, themeOf } from './theme.ts'

const locales = { zh: zhCN, en: enUS }
const tags = { zh: 'zh-CN', en: 'en' }

/** Ant Design in our colours, density and language; the document's own language and colours with it. */
export function Themed({ children }: { children: ReactNode }) {
  const { language, theme } = usePreferences()
  useLayoutEffect(() => paint(theme), [theme])
  useLayoutEffect(() => {
    document.documentElement.lang = tags[language]
  }, [language])
  return (
    <ConfigProvider
      getPopupContainer={nearestLandmark}
      locale={locales[language]}
      theme={themeOf(theme)}
      button={{ autoInsertSpace: false }}
    >
      <App>{children}</App>
    </ConfigProvider>
  )
}

/** What pops up belongs to the part of the page that it came from, also for whoever goes by landmarks. */
const nearestLandmark = (trigger?: HTMLElement): HTMLElement =>
  trigger?.closest<HTMLElement>('main, header, [role=dialog]') ?? document.body
