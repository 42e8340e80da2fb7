/// What a word of a line sells: `lyft` and `minicab` both carry people, `baumarkt` and `screwfix` both sell tools.
///
/// General knowledge, the same for every tenant: it lets a vendor never seen before meet the accounts of vendors like it, and an
/// account whose name speaks of the same trade. A word belongs to one trade, the first that lists it.
enum Trades {
    /// Words of one trade in each row, in lower case: English, then German, French, Spanish; well-known sellers among them.
    private static let words: [String] = [
        "taxi taxis cab cabs minicab uber lyft bolt rideshare chauffeur",
        """
        rail railway railways train trains trainline amtrak metro subway tram bus buses coach coaches transit tfl oyster stagecoach \
        arriva eurostar bahn bahnhof sncf ratp renfe tren verkehrsbetriebe
        """,
        "airline airlines airways air flight flights airport ryanair easyjet delta united lufthansa jetblue southwest flug flughafen vuelo vol",
        """
        hotel hotels inn motel hostel marriott hilton hyatt sheraton airbnb travelodge lodge lodging accommodation booking expedia \
        suites pension gasthof hôtel auberge hostal
        """,
        "parking park ncp carpark toll tolls ringgo parkhaus parkgebühr péage peaje aparcamiento",
        "petrol fuel fuels gasoline diesel shell bp esso texaco exxon mobil chevron aral filling tankstelle carburant gasolinera",
        """
        motor motors auto autos automotive car cars vehicle vehicles tyre tyres tire tires van vans truck trucks fleet garage garages \
        halfords dvla mot hertz avis sixt europcar kfz werkstatt autohaus voiture coche taller
        """,
        """
        restaurant restaurants cafe café coffee pizza pizzeria grill kitchen diner bistro bar pub starbucks mcdonalds mcdonald dominos \
        kfc greggs costa pret nandos burger sandwich bakery catering caterers meal meals deli lunch dinner gaststätte bäckerei bäcker \
        boulangerie traiteur restaurante panadería
        """,
        """
        grocery groceries supermarket supermarkets tesco sainsbury sainsburys asda morrisons aldi lidl waitrose walmart costco kroger \
        safeway food foods provisions butcher edeka rewe carrefour auchan mercadona lebensmittel supermarché supermercado
        """,
        """
        software saas microsoft adobe github gitlab atlassian slack zoom google dropbox app apps licence licences license licenses oracle \
        sap intuit quickbooks notion figma lizenz logiciel
        """,
        """
        hosting cloud aws azure heroku linode digitalocean cloudflare hetzner ionos ovh godaddy namecheap domain domains server servers \
        web website internet
        """,
        """
        computer computers computing laptop laptops dell apple lenovo electronics electronic newegg currys pc ict hardware informatik \
        elektronik informatique ordinateur informática
        """,
        """
        telecom telecoms telephone telephones phone phones mobile broadband vodafone verizon comcast bt sprint telekom telefonica \
        orange communication communications telefon telefónica mobilfunk
        """,
        """
        electric electricity electrical energy power gas heating lighting utility utilities edison eon edf npower strom energie \
        stadtwerke électricité énergie electricidad energía
        """,
        "water sewer sewerage drainage waterworks wastewater wasser eau agua",
        """
        insurance insurances insurer assurance aviva axa allianz geico zurich premium premiums underwriters versicherung versicherungen \
        seguro seguros
        """,
        """
        bank banks banking fee fees charge charges commission stripe paypal square sumup merchant overdraft gebühr gebühren \
        kontoführung banque frais banco comisión
        """,
        "interest dividend dividends investment investments treasury bond bonds zinsen dividende intérêts intereses",
        "payroll salary salaries wage wages gusto adp gehalt gehälter lohn löhne salaire salaires nómina sueldo",
        "pension pensions superannuation retirement rente altersvorsorge retraite",
        "tax taxes hmrc irs revenue vat customs duty levy rates steuer steuern finanzamt umsatzsteuer impôt impôts taxe hacienda impuesto",
        """
        recruitment recruiting staffing personnel temp adecco manpower reed hays resourcing employment agency jobs personal zeitarbeit \
        intérim
        """,
        """
        solicitor solicitors law lawyer lawyers legal llp barrister barristers chambers attorney attorneys court courts notary \
        rechtsanwalt rechtsanwälte notar avocat notaire abogado
        """,
        "accountant accountants accounting accountancy audit auditor auditors bookkeeping tax steuerberater comptable asesoría",
        "consult consultant consultants consulting consultancy advisory advisors advisers strategy management beratung conseil consultoría",
        """
        architect architects surveyor surveyors engineer engineers engineering design designs designer planning architekt ingenieur \
        architecte arquitecto
        """,
        """
        construction builder builders building buildings contractor contractors roofing plumbing plumber plumbers joinery scaffolding \
        paving concrete brick carpentry carpenter decorator decorators decorating painting repair repairs maintenance glazing handwerker \
        bau maler dachdecker travaux obras
        """,
        """
        tool tools diy screwfix toolstation wickes homebase homedepot lowes timber lumber ironmongers baumarkt obi hornbach bricolage \
        ferretería
        """,
        "furniture furnishing furnishings ikea desk desks chair chairs carpet carpets flooring blinds curtains beds bedding möbel meubles muebles",
        "office stationery stationers staples viking paper ink toner supply supplies büro bürobedarf papeterie bureau papelería oficina",
        "print printing printers printer sign signs signage graphics copy copying reprographics banner druck druckerei imprimerie imprenta",
        """
        book books bookshop library libraries publishing publication publications publisher publishers magazine magazines journal \
        journals newspaper newspapers news press subscription subscriptions buch buchhandlung verlag zeitung librairie livres libros
        """,
        """
        school schools college colleges university universities academy education educational learning training trainings course \
        courses teaching tuition exam exams examination student students schule schulung universität école formation escuela formación
        """,
        "nursery childcare child children kid kids play toy toys baby kindergarten kita crèche guardería",
        """
        health healthcare medical medicine hospital hospitals clinic doctor doctors dental dentist pharmacy pharmacies pharmacist chemist \
        chemists boots walgreens cvs surgery nursing apotheke arzt praxis krankenhaus pharmacie médecin farmacia médico
        """,
        "care carer carers homecare support disability disabilities residential pflege",
        "security guard guards alarm alarms cctv lock locks locksmith locksmiths keys fire safety sicherheit sécurité seguridad",
        "clean cleaning cleaner cleaners hygiene janitorial laundry washroom reinigung nettoyage limpieza",
        "waste recycling skip skips refuse rubbish disposal environmental environment entsorgung abfall déchets residuos",
        """
        garden gardens gardening landscape landscapes landscaping plant plants tree trees grounds horticulture horticultural seeds flower \
        flowers florist gärtnerei blumen jardin jardín fleurs
        """,
        """
        sport sports leisure fitness gym swimming pool football soccer golf athletic athletics cycling cycle cycles bike bikes bicycle \
        tennis deporte
        """,
        """
        theatre theater music film films cinema art arts artist artists museum museums gallery dance concert concerts festival festivals \
        entertainment ticket tickets ticketmaster photography photographer photo video audio kino musik théâtre musée teatro
        """,
        """
        media advertising advertisement adverts marketing pr facebook twitter linkedin instagram mailchimp promotion promotions campaign \
        brand branding publicity werbung publicité publicidad
        """,
        "event events conference conferences venue venues exhibition exhibitions meeting meetings eventbrite seminar seminars messe tagung",
        """
        post postal postage stamps ups fedex dhl usps dpd courier couriers freight shipping delivery parcel parcels logistics haulage \
        removals movers transport porto paket spedition poste correos envío
        """,
        """
        rent rents rental rentals landlord property properties estate estates lettings letting housing realty leasehold lease leasing \
        miete vermietung hausverwaltung loyer immobilier alquiler inmobiliaria
        """,
        """
        donation donations donate charity charities charitable foundation grant grants gift gifts sponsor sponsorship fundraising spende \
        spenden don donación
        """,
        "council borough county city government ministry department authority police state federal municipal gemeinde stadt mairie ayuntamiento",
        "clothing clothes uniform uniforms workwear shoe shoes apparel footwear shirt shirts primark matalan asos zara kleidung vêtements ropa",
        "amazon amzn ebay etsy argos target aliexpress marketplace",
        "research science sciences scientific laboratory laboratories lab analysis survey surveys statistics data information labor recherche",
        "membership memberships member members dues association associations society institute institution federation club verein mitglied",
        "equipment equip machinery machine machines hire maschinen geräte matériel maquinaria",
        "translation translations translator translators interpreting interpreter interpreters language languages übersetzung traduction",
        "pet pets vet vets veterinary animal animals dog dogs cat cats tierarzt vétérinaire",
    ]

    /// By the hash of a word, the number of its trade.
    private static let numbers: [UInt64: UInt8] = {
        var numbers: [UInt64: UInt8] = [:]
        for (number, row) in words.enumerated() {
            for word in row.utf8.split(separator: UInt8(ascii: " ")) {
                let hash = Hash.of(word)
                if numbers[hash] == nil { numbers[hash] = UInt8(number) }
            }
        }
        return numbers
    }()

    /// - Parameter hash: `Hash.of` the word in lower case.
    static func number(ofWord hash: UInt64) -> UInt8? { numbers[hash] }
}
