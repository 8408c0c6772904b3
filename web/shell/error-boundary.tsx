import { Component, type ComponentChildren } from 'preact';
import { ErrorNote } from '../parts/error-note.tsx';

/** A view that fails takes no other part of the page with it. */
export class ErrorBoundary extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false };

  override componentDidCatch(error: unknown) {
    console.error(error);
    this.setState({ failed: true });
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <ErrorNote
        problem="This view has failed. What it shows is safe; the error is in the browser's console."
        onRetry={() => this.setState({ failed: false })}
      />
    );
  }
}
