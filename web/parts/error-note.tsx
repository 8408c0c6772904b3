import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

/** What went wrong, in the words of the API, and a way on. */
export function ErrorNote({ problem, onRetry }: { problem: string; onRetry?: () => void }) {
  return (
    <div class="note" role="alert">
      <Icon name="triangle-alert" />
      <p class="note-text">{problem}</p>
      {onRetry && (
        <Button icon="refresh-cw" onClick={onRetry}>
          Retry
        </Button>
      )}
    </div>
  );
}
