import { Skeleton } from '../../shared/ui/feedback.tsx'

export const PageSkeleton = () => (
  <div className="flex flex-col gap-4 p-4 md:p-6">
    <Skeleton className="h-8 w-48" />
    <Skeleton className="h-24 w-full" />
    <Skeleton className="h-64 w-full" />
  </div>
)
