/** Money as it was typed into a field for rupees. */
export const rupees = (value: FormDataEntryValue | null) => ({
  amount: Math.round(Number(value) * 100),
  currency: 'INR' as const,
})
