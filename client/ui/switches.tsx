import { GlobalOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons'
import { type AmountUnit, unitIn } from '@cofund/shared/kernel/amount-text'
import { useId } from 'react'
import { prefer, usePreferences } from '../preferences.ts'
import { say } from '../say.ts'
import { unitChoices, unitName } from './amount.ts'
import { useUnitOfPage } from './unit.tsx'

/** 元 · 万元 · 亿元. Who holds the address may keep the choice there (`onChange`); it is stored for the reader either way. */
export function UnitSwitch({ onChange }: { onChange?: (unit: AmountUnit) => void }) {
  const { language } = usePreferences()
  const unit = unitIn(language, useUnitOfPage())
  const name = useId()
  return (
    <fieldset className="segments">
      <legend className="unseen">{say('ui.unit')}</legend>
      {unitChoices[language].map((choice) => (
        <label key={choice}>
          <input
            type="radio"
            name={name}
            checked={unitIn(language, choice) === unit}
            onChange={() => {
              prefer({ unit: choice })
              onChange?.(choice)
            }}
          />
          <span>{unitName('CNY', choice)}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** Switches between the two languages; the label is in the language it leads to. */
export function LanguageSwitch() {
  const { language } = usePreferences()
  const other = language === 'zh' ? 'en' : 'zh'
  return (
    <button type="button" className="tool" lang={other === 'zh' ? 'zh-CN' : 'en'} onClick={() => prefer({ language: other })}>
      <GlobalOutlined aria-hidden="true" />
      {say('ui.language.other')}
    </button>
  )
}

export function ThemeSwitch() {
  const { theme } = usePreferences()
  const label = say(theme === 'light' ? 'ui.theme.to_dark' : 'ui.theme.to_light')
  return (
    <button
      type="button"
      className="tool"
      aria-label={label}
      title={label}
      onClick={() => prefer({ theme: theme === 'light' ? 'dark' : 'light' })}
    >
      {theme === 'light' ? <MoonOutlined aria-hidden="true" /> : <SunOutlined aria-hidden="true" />}
    </button>
  )
}
