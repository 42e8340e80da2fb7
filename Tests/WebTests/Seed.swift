import HummingbirdTesting
import Web
