declare module 'govuk-frontend' {
  /** A component's script: `createAll` starts it on every element that asks for it by `data-module`. */
  interface Component {
    readonly moduleName: string;
  }
  export const Button: Component;
  export const ErrorSummary: Component;
  export const FileUpload: Component;
  export const NotificationBanner: Component;
  export const Radios: Component;
  export const ServiceNavigation: Component;
  export const SkipLink: Component;
  export function createAll(component: Component): void;
}
