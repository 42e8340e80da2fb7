import Operations

/// The work that recurs, run by `serve` beside the requests and by `work` alone.
enum ServiceJobs {
    static func all(_ front: FrontOffice) -> [Job] {
        []
    }
}
