"""Words of medicine, gathered without a look at the terms of the packs, and the plain ones that look like them.

A word counts as medical by its form, by its length, in capitals, or where it stands in a list.
"""

import re
import typing as t

FORM: t.Final = re.compile(
    r"^(?:bio|carcin|chemo|chromo|cyto|derm|endo|gastr|gyn|haem|hem[ao]|hepat|histo|immun|leuk|lymph|mammo|metasta"
    r"|my?elo|nephr|neur|onco|osteo|path|pulmon|radio|thora|vascul)"
    r"|(?:ectom|ostom|otom|scop|graph|opath|olog|therap|iatr|plast|penia|emia)(?:y|ies|ic|ical|ists?|es?|s)?$"
    r"|(?:itis|omas?|osis|oses|algia|uria|mab|nib|gen|genes|genic|genetics?|lysis|cytes?|stasis|stases|static|grams?"
    r"|opsy|opsies)$"
)
"""How words of medicine begin and end."""
LONG: t.Final = 4
"""So many syllables and more make a word that has to be explained, or be among the plain ones."""
WORDS: t.Final = frozenset(
    re.findall(
        r"\w+",
        "abdomen ablation abscess acute adhesion adjuvant adrenal albumin allele allergy allogeneic amputation "
        "anaphylaxis anesthesia anesthetic aneurysm antibiotic antibody anticoagulant antiemetic anus apheresis "
        "appendix arrhythmia artery ascites aspirate aspiration asymptomatic atypical autologous axilla bacteria "
        "barium benign bile biliary bladder bone bowel brca bronchi cannula cardiac cardiovascular cartilage "
        "catheter cecum cell cervical cervix cholesterol chronic clot clotting coagulation cognitive cohort colon "
        "colorectal comorbidity complication congenital contraindication corticosteroid creatinine curative cyst "
        "debulking dehydration delirium dementia diabetes diagnostic diaphragm diarrhea dilation dna dosage dose "
        "duct ductal dysplasia dyspnea edema efficacy effusion electrolyte electrophoresis embolism embolization "
        "embryo enema enzyme epidural epithelial esophagus excision exome fallopian fecal ferritin fertility fibroid "
        "fistula follicle fracture fungus fusion gallbladder gamma gene genome genomic germline gland gleason "
        "glucose graft groin hereditary hernia hormone hospice hospitalist hyperplasia hypertension imaging implant "
        "impotence incidence incision incontinence indolent infection infertility inflammation infusion inherited "
        "inpatient insulin interferon intestine intravenous invasive iodine isotope ivf jaundice joint kidney larynx "
        "lesion lethargy ligament linac lipid liver localized lumbar lung malignancy malignant marker marrow "
        "mediastinum membrane menopause menstrual metabolic molecular monoclonal morbidity morphine mortality mri "
        "mucus mutation nasal nausea neoadjuvant neoplasm nerve neutrophil nodal node nodule nuclear nutritionist "
        "obstruction operable operative opioid orthopedic outpatient ovaries ovary pacemaker palliation palliative "
        "palpation pancreas pancreatic papillary paraffin pediatrician pelvic pelvis percutaneous perfusion "
        "peripheral peritoneal peritoneum pharmacist pharmacy pharynx placebo placenta plasma platelet pleural "
        "pneumonia polyp postoperative precancerous preclinical preoperative procedure progesterone prognostic "
        "progression prophylaxis prostate prosthesis protein protocol proton psa puberty radiation randomization "
        "randomized reconstruction rectal rectum recur recurrence recurrent reflux refractory regimen regression "
        "rehabilitation relapse relapsed remission renal resectable resection respiratory retina rna robotic "
        "sedation sedative seizure sentinel sepsis septic specimen sperm sphincter spine spleen squamous staging "
        "stent stereotactic steroid stroke subcutaneous suppository surgeon surgery surgical suture swab symptom "
        "syndrome systemic tamoxifen telehealth tendon testicle testicular testis testosterone therapeutic thymus "
        "thyroid tissue tonsil toxicity toxin trachea transfusion transplant triage tubal tube tumor tumour ulcer "
        "ultrasound unresectable ureter urethra urine uterus vaccine vagina vaginal vein ventilator vertebra viral "
        "virus vulva",
    )
)
"""Words that a dictionary for people with cancer explains, and whose form does not tell: here in the singular."""
PLAIN: t.Final[dict[str, str]] = {
    "parts of the body that people know": (
        "bladder bone bowel gland groin joint kidney liver lung nerve ovaries ovary spine urine vein"
    ),
    "words known from home and school": (
        "clot constipation diabetes DNA HIV hormone infection microscope oxygen pharmacy procedure protein radioactive "
        "swab tube vaccine virus"
    ),
    "long, but everyday words": (
        "activity adolescents american caregivers centimeter certification chooses comfortable commissioner community "
        "disability emergency everyday everything hospitality information interactive international military "
        "millimeter originals privately reasonable remembering temperature territory university"
    ),
    "everyday words with the look of a medical one": "closes history marker path plastic program radio",
    "explained where it stands": "chronic IS neuroblastoma",
    "short for what is known by it": "EU ID IT OK PM JAY UK US USB TTY ZIP",
    "names of bodies, laws and places": "ACT ACTREC ASCO CAP NCI NIHB NMC NORD PART SIOP TIS",
}
"""Words that need no term, by the reason: they too stand in the singular, where that is the plain word."""
