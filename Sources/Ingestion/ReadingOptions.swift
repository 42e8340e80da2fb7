package import Bookkeeping

/// What the person or the bank account decides about a file, beyond what stands in it.
package struct ReadingOptions: Hashable, Sendable {
    /// The currency of amounts for which the file names none.
    package var defaultCurrency: Currency
    /// Columns to use instead of detected ones: for CSV and other tables alone.
    package var mapping: Mapping?
    /// What parts the columns, where a person has said so and the rest is to be detected.
    var delimiter: Mapping.Delimiter?
    /// Of `mapping` what nobody has said, and the file is to show.
    var unsaid: Set<MappingChanges.Setting> = []
    /// The format to read the file as, whatever it looks like; nil: the one it is recognized as.
    package var format: Format?

    package init(defaultCurrency: Currency, mapping: Mapping? = nil, format: Format? = nil) {
        (self.defaultCurrency, self.mapping, self.format) = (defaultCurrency, mapping, format)
    }
}
