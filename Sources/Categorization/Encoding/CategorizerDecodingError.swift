/// Why a saved categorizer cannot be used. In every case the answers themselves are in the books: learn them again in order.
package enum CategorizerDecodingError: Error, Equatable {
    case notACategorizer
    /// Written by another version of the program, older or newer.
    case otherVersion(Int)
    case damaged

    package var userText: String {
        switch self {
        case .notACategorizer: "The saved model is not one of ours. It will be learned again from the answers in the books."
        case .otherVersion(let version):
            "The saved model has another format (\(version)). It will be learned again from the answers in the books."
        case .damaged: "The saved model is damaged. It will be learned again from the answers in the books."
        }
    }
}
