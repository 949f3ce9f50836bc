#!/bin/sh
# Makes the identities of the signature tests with openssl 3. All names are invented; the passwords guard nothing.
# The files are committed, so tests need no openssl; run this again only to change them.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
password=clearance-test

cat > "$work/leaf.cnf" <<'CNF'
[req]
distinguished_name = name
prompt = no
string_mask = utf8only
utf8 = yes
[name]
C = CN
O = 云舟测试电商有限公司
CN = 云舟测试电商有限公司
[leaf]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
1.3.6.1.4.1.5315.100.5.1 = ASN1:UTF8String:云舟测试电商有限公司
1.3.6.1.4.1.5315.100.5.9 = ASN1:IA5String:110196T001
[encryption]
basicConstraints = CA:FALSE
keyUsage = critical, keyEncipherment
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
CNF
# The old cards write BMPString names and GBK in the private extension.
sed -e 's/string_mask = utf8only/string_mask = MASK:2048/' \
    -e 's/5\.1 = .*/5.1 = DER:04:08:b2:e2:ca:d4:b9:ab:cb:be/' "$work/leaf.cnf" > "$work/old.cnf"

sm2='-sigopt distid:1234567812345678'
days='-days 3650'

openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out "$work/rsa1024.key"
openssl req -new -x509 -sha1 $days -key "$work/rsa1024.key" -config "$work/old.cnf" -extensions leaf \
    -set_serial 0x0a1b2c3d -out rsa1024.crt
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/rsa2048.key"
openssl req -new -x509 -sha256 $days -key "$work/rsa2048.key" -config "$work/leaf.cnf" -extensions leaf \
    -set_serial 0x01020304 -out rsa2048.crt
openssl genpkey -algorithm SM2 -out "$work/sm2.key"
openssl req -new -x509 -sm3 $days $sm2 -key "$work/sm2.key" -config "$work/leaf.cnf" -extensions leaf \
    -set_serial 0x0300000000a1b2c3 -out sm2.crt

# Keys that no verifier may accept; only their certificates are kept.
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:512 -out "$work/rsa512.key"
openssl req -new -x509 -sha256 $days -key "$work/rsa512.key" -config "$work/leaf.cnf" -extensions leaf \
    -set_serial 0x0a000512 -out rsa512.crt
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3 -out "$work/rsae3.key"
openssl req -new -x509 -sha256 $days -key "$work/rsae3.key" -config "$work/leaf.cnf" -extensions leaf \
    -set_serial 0x0a000003 -out rsa-exponent3.crt

# An authority and what it issues: a good leaf, one for encryption only, and the authority itself.
openssl genpkey -algorithm SM2 -out "$work/authority.key"
openssl req -new -x509 -sm3 $days $sm2 -key "$work/authority.key" -config "$work/leaf.cnf" -extensions authority \
    -subj '/C=CN/O=测试签发中心/CN=测试签发中心' -utf8 -set_serial 0x0300000000000001 -out authority.crt
openssl req -new -sm3 $sm2 -key "$work/sm2.key" -config "$work/leaf.cnf" -out "$work/sm2.csr"
issue() { # name section serial days
    openssl x509 -req -sm3 $sm2 -vfyopt distid:1234567812345678 -in "$work/sm2.csr" -CA authority.crt \
        -CAkey "$work/authority.key" -set_serial "$3" -days "$4" -extfile "$work/leaf.cnf" -extensions "$2" -out "$1.crt"
}
issue issued leaf 0x0300000000000002 3650
issue encryption encryption 0x0300000000000003 3650

bundle() { # key and certificate, file, options
    openssl pkcs12 -export -inkey "$work/$1.key" -in "$2.crt" -passout "pass:$password" -out "$3.p12" -name test $4
}
bundle rsa1024 rsa1024 rsa1024 '-legacy'
bundle rsa2048 rsa2048 rsa2048 '-keypbe AES-256-CBC -certpbe AES-256-CBC -macalg sha256'
bundle rsa2048 rsa2048 rsa2048-3des '-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1'
bundle sm2 sm2 sm2 '-keypbe AES-256-CBC -certpbe AES-256-CBC -macalg sha256'
bundle sm2 sm2 sm2-3des '-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1'
bundle sm2 sm2 sm2-pbes2-3des '-keypbe DES-EDE3-CBC -certpbe DES-EDE3-CBC'
bundle sm2 sm2 sm2-camellia '-keypbe CAMELLIA-128-CBC -certpbe AES-256-CBC'
bundle sm2 issued issued '-certfile authority.crt'
bundle sm2 encryption encryption ''
bundle authority authority authority ''
