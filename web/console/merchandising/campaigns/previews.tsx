import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CampaignInput, CampaignPreview } from '../../../api-client/campaigns.ts'
import { useFormat } from '../../../shared/format.ts'
import { Notice, useErrorText } from '../../../shared/ui/feedback.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { Tabs } from '../../../shared/ui/tabs.tsx'
import { useT } from '../../messages/messages.ts'
import { previewQuery } from './queries.ts'
import { useSettled } from './size.tsx'

const languages = ['en', 'hi'] as const

/** What arrives, written by who will write it. */
export function Previews({ draft }: { draft: CampaignInput }) {
  const t = useT()
  const errorText = useErrorText()
  const [language, setLanguage] = useState<string>('en')
  const { data, error } = useQuery(previewQuery(useSettled(draft)))
  return (
    <Panel title={t('campaign.preview')}>
      {error ? (
        <Notice tone="bad">{errorText(error)}</Notice>
      ) : data ? (
        <Tabs
          label={t('campaign.preview')}
          value={language}
          onChange={setLanguage}
          tabs={languages.map((each) => ({
            value: each,
            label: t(`campaign.language.${each}`),
            content: <Three preview={data[each]} language={each} />,
          }))}
        />
      ) : (
        <p className="text-sm text-ink-2">{t('campaign.previewEmpty')}</p>
      )}
    </Panel>
  )
}

function Three({ preview, language }: { preview: CampaignPreview['en']; language: string }) {
  const t = useT()
  const format = useFormat()
  const { push, sms, email } = preview
  const bubble = 'mt-1.5 rounded-lg bg-sunk px-3.5 py-3 text-sm whitespace-pre-line break-words'
  return (
    <div className="flex flex-col gap-5">
      <section aria-label={t('campaign.channel.push')}>
        <h3 className="text-sm font-semibold">{t('campaign.channel.push')}</h3>
        <div lang={language} className={bubble}>
          <p className="font-bold">{push.title}</p>
          <p>{push.body}</p>
        </div>
      </section>
      <section aria-label={t('campaign.channel.sms')}>
        <h3 className="text-sm font-semibold">{t('campaign.channel.sms')}</h3>
        <p lang={language} className={bubble}>
          {sms.text}
        </p>
        <p className="num mt-1 text-xs text-ink-2">
          {t('campaign.segments', { count: sms.segments, length: format.number(sms.length), encoding: sms.encoding })}
        </p>
      </section>
      <section aria-label={t('campaign.channel.email')}>
        <h3 className="text-sm font-semibold">{t('campaign.channel.email')}</h3>
        <div lang={language} className={bubble}>
          <p className="mb-2 font-bold">{email.subject}</p>
          <p>{email.text}</p>
        </div>
      </section>
    </div>
  )
}
