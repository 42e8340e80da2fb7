/// Maps a model's probability to how often such probabilities were right: q = sigmoid(a logit p + c), with a and c learned
/// online from the tenant's own answers (Platt 1999; AdaGrad).
struct PlattCalibration: Equatable, Sendable {
    private(set) var slope: Float = 0.85
    private(set) var offset: Float = 0
    private(set) var slopeSquares: Float = 1
    private(set) var offsetSquares: Float = 1

    private static let rate: Float = 0.1

    init() {}

    init(slope: Float, offset: Float, slopeSquares: Float, offsetSquares: Float) {
        (self.slope, self.offset, self.slopeSquares, self.offsetSquares) = (slope, offset, slopeSquares, offsetSquares)
    }

    func callAsFunction(_ probability: Float) -> Float { FastMath.sigmoid(slope * Self.logit(probability) + offset) }

    mutating func learn(_ probability: Float, wasRight: Bool) {
        let logit = Self.logit(probability)
        let error = self(probability) - (wasRight ? 1 : 0)
        slopeSquares += error * logit * error * logit
        offsetSquares += error * error
        slope -= Self.rate * error * logit / slopeSquares.squareRoot()
        offset -= Self.rate * error / offsetSquares.squareRoot()
    }

    private static func logit(_ probability: Float) -> Float {
        let clipped = min(max(probability, 1e-4), 1 - 1e-4)
        return FastMath.log(clipped / (1 - clipped))
    }
}
