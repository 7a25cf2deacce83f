import { useQuery } from '@tanstack/react-query'
import type { CampaignInput } from '../../../api-client/campaigns.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Checkbox } from '../../../shared/ui/checkbox.tsx'
import { Field, NumberField, Select, TextArea } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { useT } from '../../messages/messages.ts'
import { categoriesQuery, storesQuery } from '../queries.ts'

type Audience = CampaignInput['audience']
const channels = ['push', 'sms', 'email'] as const
const languages = ['en', 'hi'] as const

/** Without a field, where it is empty: the API takes no empty one for a value. */
function withRule<K extends keyof Audience>(
  audience: Audience,
  rule: K,
  value: Audience[K] | '' | undefined,
): Audience {
  const { [rule]: _, ...rest } = audience
  return value === undefined || value === '' ? rest : { ...rest, [rule]: value }
}

/** Whom it is for, by what, and what it says. */
export function Editor({
  draft,
  readOnly,
  error,
  busy,
  onChange,
  onSave,
}: {
  draft: CampaignInput
  readOnly: boolean
  error: unknown
  busy: boolean
  onChange: (next: CampaignInput) => void
  onSave: () => void
}) {
  const t = useT()
  const stores = useQuery(storesQuery)
  const categories = useQuery(categoriesQuery)
  const rule = <K extends keyof Audience>(key: K, value: Audience[K] | '' | undefined) =>
    onChange({ ...draft, audience: withRule(draft.audience, key, value) })
  const days = (key: 'orderedWithinDays' | 'notOrderedForDays') => (
    <NumberField
      label={t(`campaign.${key}`)}
      name={`audience.${key}`}
      min={1}
      max={365}
      value={draft.audience[key] ?? ''}
      onChange={(event) => rule(key, event.target.value === '' ? undefined : Number(event.target.value))}
      required={false}
    />
  )
  const optional = (key: 'coupon' | 'link', text: string) => {
    const { [key]: _, ...rest } = draft
    onChange(text === '' ? rest : { ...rest, [key]: text })
  }
  const any = { value: '', label: t('campaign.any') }
  return (
    <Form label={t('campaign.content')} error={error} onSubmit={onSave}>
      <fieldset disabled={readOnly} className="flex min-w-0 flex-col gap-4">
        <Field
          label={t('campaign.name')}
          name="name"
          required
          maxLength={100}
          hint={t('campaign.nameHint')}
          value={draft.name}
          onChange={(event) => onChange({ ...draft, name: event.target.value })}
        />
        <fieldset className="grid gap-4 sm:grid-cols-2">
          <legend className="mb-2 text-base font-bold">{t('campaign.audience')}</legend>
          {days('orderedWithinDays')}
          {days('notOrderedForDays')}
          <Select
            label={t('campaign.store')}
            value={draft.audience.storeId ?? ''}
            onChange={(value) => rule('storeId', value)}
            options={[any, ...(stores.data ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
          />
          <Select
            label={t('campaign.category')}
            value={draft.audience.categoryId ?? ''}
            onChange={(value) => rule('categoryId', value)}
            options={[any, ...(categories.data ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
          />
          <Select
            label={t('campaign.language')}
            value={draft.audience.language ?? ''}
            onChange={(value) => rule('language', value as Audience['language'] | '')}
            options={[any, ...languages.map((value) => ({ value, label: t(`campaign.language.${value}`) }))]}
          />
        </fieldset>
        <fieldset>
          <legend className="text-base font-bold">{t('campaign.channels')}</legend>
          <p className="text-sm text-ink-2">{t('campaign.channelsHint')}</p>
          <div className="flex flex-wrap gap-x-5">
            {channels.map((channel) => (
              <Checkbox
                key={channel}
                label={t(`campaign.channel.${channel}`)}
                checked={draft.channels.includes(channel)}
                onChange={(on) =>
                  onChange({
                    ...draft,
                    channels: channels.filter((each) => (each === channel ? on : draft.channels.includes(each))),
                  })
                }
              />
            ))}
          </div>
        </fieldset>
        {languages.map((language) => (
          <fieldset key={language} className="flex flex-col gap-3" lang={language}>
            <legend className="mb-2 text-base font-bold">{t(`campaign.words.${language}`)}</legend>
            {(['title', 'body'] as const).map((part) => {
              const Input = part === 'title' ? Field : TextArea
              return (
                <Input
                  key={part}
                  label={t(`campaign.${part}`)}
                  name={`message.${language}.${part}`}
                  required
                  maxLength={part === 'title' ? 80 : 600}
                  value={draft.message[language][part]}
                  onChange={({ target }: { target: { value: string } }) =>
                    onChange({
                      ...draft,
                      message: { ...draft.message, [language]: { ...draft.message[language], [part]: target.value } },
                    })
                  }
                />
              )
            })}
          </fieldset>
        ))}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label={t('campaign.coupon')}
            name="coupon"
            pattern="[A-Z0-9]{3,20}"
            hint={t('campaign.couponHint')}
            value={draft.coupon ?? ''}
            onChange={(event) => optional('coupon', event.target.value.toUpperCase())}
          />
          <Field
            label={t('campaign.link')}
            name="link"
            maxLength={200}
            hint={t('campaign.linkHint')}
            value={draft.link ?? ''}
            onChange={(event) => optional('link', event.target.value)}
          />
        </div>
        {!readOnly && (
          <Button type="submit" busy={busy} disabled={draft.channels.length === 0} className="self-start">
            {t('campaign.save')}
          </Button>
        )}
      </fieldset>
    </Form>
  )
}
