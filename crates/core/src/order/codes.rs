//! Names of units, countries and currencies become customs codes.

/// Finds the customs code for what people write. The text is trimmed and half-width; codes come back as they are.
pub trait Codes {
    /// The three-digit code of a unit, as `千克` → `035`.
    fn unit(&self, text: &str) -> Option<String>;
    /// The three-digit code of a country, as `日本` → `116`.
    fn country(&self, text: &str) -> Option<String>;
    /// The three-digit code of a currency, as `人民币` → `142`.
    fn currency(&self, text: &str) -> Option<String>;
}
